using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>A reward made of the miniature's reward model, whose scores have mean 0 and deviation 1 on the SFT policy's answers.</summary>
/// <param name="Change">Of an exchange and the model's score.</param>
/// <param name="Right">What the look should say.</param>
internal sealed record RewardFitCase(string Name, Func<Exchange, double, double> Change, RewardVerdict Right)
{
    public static IReadOnlyList<RewardFitCase> All { get; } =
    [
        new("the reward model", (_, z) => z, RewardVerdict.Fit),
        new("times 100", (_, z) => 100 * z, RewardVerdict.FitWithSettings),
        new("times 0.01", (_, z) => 0.01 * z, RewardVerdict.FitWithSettings),
        new("plus 50", (_, z) => z + 50, RewardVerdict.FitWithSettings),
        new("times 4", (_, z) => 4 * z, RewardVerdict.Fit),
        new("times 0.25", (_, z) => 0.25 * z, RewardVerdict.Fit),
        new("plus 1.5", (_, z) => z + 1.5, RewardVerdict.Fit),
        new("sigmoid of score plus 6", (_, z) => 1 / (1 + Math.Exp(-z - 6)), RewardVerdict.FitWithSettings),
        new("1 above 0, else 0", (_, z) => z > 0 ? 1 : 0, RewardVerdict.Fit),
        new("plus half a point a word", (e, z) => z + (0.5 * Words(e)), RewardVerdict.FitWithSettings),
        new("plus 10 times a number of the prompt's", (e, z) => z + (10 * OfPrompt(e)), RewardVerdict.FitWithSettings),
        new("cut above 0", (_, z) => Math.Min(z, 0), RewardVerdict.NotFit),
        new("number of words", (e, _) => Words(e), RewardVerdict.NotFit),
        new("constant", (_, _) => 0.7, RewardVerdict.NotFit),
        new("not a number in some answers", (e, z) => e.Answer.Length % 20 == 0 ? double.NaN : z, RewardVerdict.Unusable),
    ];

    private static int Words(Exchange e) => e.Answer.Split(' ').Length;

    /// <summary>0 to 1, by the prompt's letters alone.</summary>
    private static double OfPrompt(Exchange e) => e.Question.Aggregate(7u, (hash, c) => (hash * 31) + c) % 1000 / 1000.0;
}
