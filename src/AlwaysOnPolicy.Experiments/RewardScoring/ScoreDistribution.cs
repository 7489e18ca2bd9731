using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>How rewards are spread.</summary>
/// <param name="Answers">How many.</param>
/// <param name="Mean">The mean reward.</param>
/// <param name="Interval">Of the mean, 95 %: answers to one question are not taken for independent. Null with one question.</param>
/// <param name="StandardDeviation">Of the answers, with n − 1; null with one answer.</param>
/// <param name="Quantiles">At <see cref="Shares"/>, by linear interpolation.</param>
public sealed record ScoreDistribution(int Answers, double Mean, Interval? Interval, double? StandardDeviation, IReadOnlyList<double> Quantiles)
{
    /// <summary>The least, 5 %, a quarter, half, three quarters, 95 %, the largest.</summary>
    public static IReadOnlyList<double> Shares { get; } = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

    internal static ScoreDistribution Of(IReadOnlyList<ScoredAnswer> answers)
    {
        double[] rewards = [.. answers.Select(a => a.Reward)];
        var mean = MeanEstimate.Clustered(rewards, [.. answers.Select(a => a.Question)]);
        double[] sorted = [.. rewards.Order()];
        return new(rewards.Length, mean.Mean, mean.Interval,
            rewards.Length < 2 ? null : Math.Sqrt(rewards.Sum(r => (r - mean.Mean) * (r - mean.Mean)) / (rewards.Length - 1)),
            [.. Shares.Select(s => Percentile.Of(sorted, s))]);
    }
}
