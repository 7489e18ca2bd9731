namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>Counts what was dropped because it is held out. Safe from any thread.</summary>
public sealed class DroppedQuestions
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _sets = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Likeness, int> _likenesses = [];

    /// <summary>How many were dropped so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _sets.Values.Sum();
        }
    }

    /// <summary>Counts one more.</summary>
    public void Add(HeldOutMatch match)
    {
        lock (_gate)
        {
            _sets[match.Set] = _sets.GetValueOrDefault(match.Set) + 1;
            _likenesses[match.Likeness] = _likenesses.GetValueOrDefault(match.Likeness) + 1;
        }
    }

    /// <summary>A plain sentence for the run log and the report; null when nothing was dropped.</summary>
    /// <param name="what">"of the demonstrations were left out".</param>
    public string? Note(string what)
    {
        lock (_gate)
        {
            if (_sets.Count == 0) return null;
            var hits = _likenesses.Select(l => $"{l.Value} by {Name(l.Key)}");
            return $"{_sets.Values.Sum()} {what} because they ask what is held out: {string.Join(", ", _sets.Select(s => $"{s.Value} {s.Key}"))} " +
                $"({string.Join(", ", hits)}).";
        }
    }

    private static string Name(Likeness likeness) => likeness switch
    {
        Likeness.Wording => "wording",
        Likeness.Ngram => "words in a row",
        Likeness.Contained => "a whole question within",
        _ => "embedding",
    };

    /// <summary>Why there was nothing, with what was dropped: often the reason.</summary>
    /// <param name="what">As of <see cref="Note"/>.</param>
    internal string? Explain(string? shortfall, string what) => Note(what) is { } note ? $"{shortfall}. {note.TrimEnd('.')}" : shortfall;
}
