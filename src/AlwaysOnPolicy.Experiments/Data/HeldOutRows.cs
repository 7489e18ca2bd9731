using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Rows that are held out, and what must not be trained on because of them. Compares text and posts; embeddings are for what authors write.</summary>
internal sealed class HeldOutRows(ContaminationSettings settings, params IReadOnlyList<(string Set, IReadOnlyList<IDataRow> Rows)> sets)
{
    private readonly HeldOutQuestions _questions = new([.. sets.SelectMany(s => s.Rows.Select(r => new HeldOutQuestion(s.Set, r.Question)))], settings);

    private readonly Dictionary<string, string> _posts = settings.SameWording
        ? sets.SelectMany(s => s.Rows.Where(r => r.PostId is not null).Select(r => (r.PostId, s.Set))).DistinctBy(p => p.PostId)
            .ToDictionary(p => p.PostId!, p => p.Set)
        : [];

    /// <summary>The rows that ask nothing that is held out.</summary>
    /// <param name="what">The rows, for the note that counts the others: "demonstrations".</param>
    /// <param name="left">Told of each of the others.</param>
    public IReadOnlyList<T> LeaveOut<T>(string what, IReadOnlyList<T> rows, List<string> notes, Action<T, HeldOutMatch> left)
        where T : IDataRow
    {
        var dropped = new DroppedQuestions();
        var kept = new List<T>(rows.Count);
        foreach (var row in rows)
            if (Find(row) is { } match)
            {
                dropped.Add(match);
                left(row, match);
            }
            else kept.Add(row);
        if (dropped.Note($"of the {rows.Count} {what} are left out") is { } note) notes.Add(note);
        return kept;
    }

    private HeldOutMatch? Find(IDataRow row) =>
        row.PostId is { } post && _posts.TryGetValue(post, out var set) ? new(set, Likeness.Wording) : _questions.FindText(row.Question);
}
