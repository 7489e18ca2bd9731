using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers;

namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A rule for trying out: minus the distance of the answer's length from a wished one, so 0 at best.</summary>
public sealed class LengthRewardModel : IRewardModel
{
    private readonly int _target;
    private readonly Func<string, int> _measure;

    private LengthRewardModel(int target, Func<string, int> measure, string unit) =>
        (_target, _measure, Name) = (target, measure, $"distance from {target} {unit}");

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>In words: runs of characters other than white space.</summary>
    public static LengthRewardModel InWords(int target) => new(target, Words, "words");

    /// <summary>In tokens of the answer's text; end-of-text is none of them.</summary>
    public static LengthRewardModel InTokens(int target, Tokenizer tokenizer) =>
        new(target, a => tokenizer.Encode(a, addSpecialTokens: false).Length, "tokens");

    /// <inheritdoc/>
    public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => new(Score(exchanges, cancel));

    /// <summary><see cref="ScoreAsync"/>, which this model does at once.</summary>
    public double[] Score(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default) => [.. exchanges.Select(e =>
    {
        cancel.ThrowIfCancellationRequested();
        return -(double)Math.Abs(_measure(e.Answer) - _target);
    })];

    /// <summary>Has nothing to free.</summary>
    public void Dispose() { }

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}
