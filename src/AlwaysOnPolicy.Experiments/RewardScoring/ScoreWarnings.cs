using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>What makes rewards a poor judgement of the answers they were given for.</summary>
internal static class ScoreWarnings
{
    private const int Few = 10;

    /// <summary>Share of the range that counts as its end, and of the different answers that may lie there.</summary>
    private const double End = 0.01, MostAtAnEnd = 0.3;

    /// <summary>Share of the answers that may have been given before.</summary>
    private const double MostRepeated = 0.1;

    /// <summary>From here on length tells most of the order.</summary>
    private const double StrongCorrelation = 0.5;

    public static IReadOnlyList<string> Of(IReadOnlyList<ScoredAnswer> answers, RankCorrelation? length)
    {
        var different = answers.DistinctBy(a => (a.Question, a.Answer)).ToArray();
        var repeated = answers.Count - answers.DistinctBy(a => a.Answer).Count();
        var empty = answers.Count(a => string.IsNullOrWhiteSpace(a.Answer));
        return [.. new[]
        {
            different.Length < Few ? null : Saturation([.. different.Select(a => a.Reward)]),
            repeated > MostRepeated * answers.Count
                ? $"{Numbers.Count(repeated)} of {Numbers.Count(answers.Count)} answers repeat the words of another one: the policy that gave them may have " +
                    "collapsed, and their rewards say little of any other answer."
                : null,
            empty > 0 ? $"{Numbers.Count(empty)} of {Numbers.Count(answers.Count)} answers are empty; they are scored like the others." : null,
            length is not null && Math.Max(length.Interval.Low, -length.Interval.High) > StrongCorrelation
                ? $"Rewards {(length.Value > 0 ? "rise" : "fall")} with the answers' length (rank correlation {Numbers.SignedScore(length.Value)}, 95 %: " +
                    $"{Numbers.SignedScore(length.Interval)}): a policy that is trained on them may only learn to write {(length.Value > 0 ? "more" : "less")}."
                : null,
        }.OfType<string>()];
    }

    private static string? Saturation(double[] rewards)
    {
        var (least, largest) = (rewards.Min(), rewards.Max());
        if (least == largest)
            return $"All {Numbers.Count(rewards.Length)} different answers get the same reward, {Numbers.Score(least)}: the model tells none apart.";
        var edge = End * (largest - least);
        var (low, high) = (rewards.Count(r => r <= least + edge), rewards.Count(r => r >= largest - edge));
        var (most, end) = low > high ? (low, least) : (high, largest);
        return most <= MostAtAnEnd * rewards.Length ? null
            : $"{Numbers.Count(most)} of {Numbers.Count(rewards.Length)} different answers get the {(end == least ? "lowest" : "highest")} reward, about " +
                $"{Numbers.Score(end)}: the model is saturated and hardly tells them apart.";
    }
}
