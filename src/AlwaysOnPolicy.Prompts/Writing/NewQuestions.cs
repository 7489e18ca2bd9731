namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Lets each question through once: not those of earlier iterations, not a repetition, and none without a word in it.</summary>
/// <param name="nearDuplicate">The ROUGE-L from which a question counts as a repetition; null: only equal words do.</param>
internal sealed class NewQuestions(double? nearDuplicate = null)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly WordOverlap _overlap = new();

    public NewQuestions(IEnumerable<string> exclude, double? nearDuplicate = null) : this(nearDuplicate)
    {
        foreach (var text in exclude) TryAdd(text, compareWords: false);
    }

    /// <summary>How many questions were turned away.</summary>
    public int Repeats { get; private set; }

    public bool TryAdd(string text) => TryAdd(text, compareWords: nearDuplicate is not null);

    private bool TryAdd(string text, bool compareWords)
    {
        var key = QuestionText.Key(text);
        if (key.Length == 0 || _seen.Contains(key) || (compareWords && _overlap.AnyWithin(key, nearDuplicate!.Value)))
        {
            Repeats++;
            return false;
        }
        _seen.Add(key);
        if (nearDuplicate is not null) _overlap.Add(key);
        return true;
    }
}
