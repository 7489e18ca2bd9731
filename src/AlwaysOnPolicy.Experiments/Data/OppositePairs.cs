using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Pairs that say the opposite of an earlier one: the same question and answers, the other one preferred. People disagree, so they are kept; but no
/// reward model is right on both, and where they are many, columns may be exchanged.</summary>
internal sealed class OppositePairs
{
    private readonly Dictionary<(string Question, string Chosen, string Rejected), string> _places = [];
    private int _count;
    private string? _example;

    public void Add(PairRow row, DataRecord record)
    {
        var (question, place) = (QuestionText.Key(row.Question), $"{Path.GetFileName(record.Path)}:{record.Line}");
        if (_places.TryGetValue((question, row.Rejected, row.Chosen), out var earlier))
        {
            _count++;
            _example ??= $"{place} against {earlier}";
        }
        _places.TryAdd((question, row.Chosen, row.Rejected), place);
    }

    /// <param name="setting">Who names the file.</param>
    /// <returns>A sentence; none where there are no such pairs.</returns>
    public IReadOnlyList<string> Sentences(string setting) => _count == 0
        ? []
        : [$"{setting}: {_count} of the pairs say the opposite of an earlier one (the same question and answers, the other one preferred), such as " +
            $"{_example}."];
}
