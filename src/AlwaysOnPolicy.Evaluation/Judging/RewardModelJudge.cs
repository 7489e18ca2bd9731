using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>Prefers the answer with the higher score. The two are scored apart, so no order of showing can matter.</summary>
/// <param name="margin">How far ahead the better answer must be, in the scores' unit; nearer is a tie. With 0 only equal scores are a tie.</param>
/// <param name="name">How verdicts name it; the model's own name unless given.</param>
public sealed class RewardModelJudge(IRewardModel model, double margin = 0, string? name = null) : IPairwiseJudge
{
    // Scores are sums of decimal fractions: a lead of 0.1 may be computed as 0.0999…
    private const double Rounding = 1e-9;

    /// <inheritdoc/>
    public string Name { get; } = name ?? model.Name;

    /// <summary>The verdicts, in the order of <paramref name="comparisons"/>; a score that is no finite number makes one that failed.</summary>
    public async Task<IReadOnlyList<Verdict>> JudgeAsync(IReadOnlyList<Comparison> comparisons, CancellationToken cancel)
    {
        var scores = await model.ScoreAsync(
        [
            .. comparisons.Select(c => new Exchange(c.Question.Text, c.AnswerA, c.EndedA)),
            .. comparisons.Select(c => new Exchange(c.Question.Text, c.AnswerB, c.EndedB)),
        ], cancel);
        return [.. comparisons.Select((c, i) => Decide(c, scores[i], scores[comparisons.Count + i]))];
    }

    private Verdict Decide(Comparison pair, double a, double b)
    {
        var lead = a - b;
        var (preference, failure) = lead switch
        {
            _ when !double.IsFinite(lead) => (Preference.Failed, $"The scores are {a} and {b}."),
            0 => (Preference.Tie, null),
            _ when Math.Abs(lead) < margin - Rounding => (Preference.Tie, null),
            > 0 => (Preference.A, null),
            _ => (Preference.B, (string?)null),
        };
        return new(pair.Question.Id, pair.Question.Domain, pair.Sample, preference, Name, failure);
    }
}
