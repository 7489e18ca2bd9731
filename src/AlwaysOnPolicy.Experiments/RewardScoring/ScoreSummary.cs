using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>What a reward model makes of a file of answers.</summary>
/// <param name="All">Of all answers.</param>
/// <param name="Domains">By name, where there is more than one.</param>
/// <param name="Histogram">Bins of one width, from the least reward to the largest; one bin where all are equal.</param>
/// <param name="LengthCorrelation">Of the reward with the answer's length in characters; null where it is not defined.</param>
/// <param name="Warnings">Sentences on what makes the rewards a poor judgement.</param>
public sealed record ScoreSummary(
    ScoreDistribution All, IReadOnlyDictionary<string, ScoreDistribution> Domains, IReadOnlyList<ScoreBin> Histogram, RankCorrelation? LengthCorrelation,
    IReadOnlyList<string> Warnings)
{
    private const int Bins = 15;

    /// <summary>Sums up scored answers.</summary>
    /// <exception cref="ArgumentException">There is no answer.</exception>
    public static ScoreSummary Of(IReadOnlyList<ScoredAnswer> answers)
    {
        var all = ScoreDistribution.Of(answers);
        var domains = answers.Where(a => a.Domain is not null).GroupBy(a => a.Domain!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => ScoreDistribution.Of([.. g]));
        var length = RankCorrelation.Of([.. answers.Select(a => (double)a.Answer.Length)], [.. answers.Select(a => a.Reward)]);
        return new(all, domains.Count > 1 ? domains : new Dictionary<string, ScoreDistribution>(),
            Histogramed([.. answers.Select(a => a.Reward)], all.Quantiles[0], all.Quantiles[^1]), length, ScoreWarnings.Of(answers, length));
    }

    private static ScoreBin[] Histogramed(double[] rewards, double least, double largest)
    {
        if (least == largest) return [new(least, largest, rewards.Length)];
        var width = (largest - least) / Bins;
        var counts = new int[Bins];
        foreach (var reward in rewards) counts[Math.Min((int)((reward - least) / width), Bins - 1)]++;
        return [.. counts.Select((c, i) => new ScoreBin(least + (i * width), i == Bins - 1 ? largest : least + ((i + 1) * width), c))];
    }
}
