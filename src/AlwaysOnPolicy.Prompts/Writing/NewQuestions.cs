using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>Lets each question through once: not those of earlier iterations, not a repetition, none that is held out, and none without a word in it.</summary>
/// <param name="nearDuplicate">The ROUGE-L from which a question counts as a repetition; null: only equal words do.</param>
/// <param name="heldOut">Finds what is held out, of a text and its embedding where that is known.</param>
/// <param name="dropped">Where that is counted.</param>
internal sealed class NewQuestions(double? nearDuplicate = null, Func<string, float[]?, HeldOutMatch?>? heldOut = null, DroppedQuestions? dropped = null)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly WordOverlap _overlap = new();

    public NewQuestions(IEnumerable<string> exclude, double? nearDuplicate = null, Func<string, float[]?, HeldOutMatch?>? heldOut = null,
        DroppedQuestions? dropped = null)
        : this(nearDuplicate, heldOut, dropped)
    {
        foreach (var text in exclude) Add(QuestionText.Key(text));
    }

    /// <summary>How many questions were turned away as repetitions or without a word.</summary>
    public int Repeats { get; private set; }

    public bool TryAdd(string text, float[]? embedding = null)
    {
        var key = QuestionText.Key(text);
        if (!QuestionText.HasWord(text) || _seen.Contains(key) || (nearDuplicate is { } threshold && _overlap.AnyWithin(key, threshold)))
        {
            Repeats++;
            return false;
        }
        if (heldOut?.Invoke(text, embedding) is { } match)
        {
            dropped?.Add(match);
            return false;
        }
        Add(key);
        return true;
    }

    private void Add(string key)
    {
        if (_seen.Add(key) && nearDuplicate is not null) _overlap.Add(key);
    }
}
