using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>Whether a reward is fit for PPO, and the settings to use.</summary>
/// <param name="Verdict">In a word.</param>
/// <param name="Findings">What speaks against it, in sentences; the worst first.</param>
/// <param name="Remarks">What is good to know, and changes nothing.</param>
/// <param name="Settings">To use in place of those it was looked at with.</param>
/// <param name="Figures">What all of this is read from.</param>
public sealed record RewardCheck(
    RewardVerdict Verdict, IReadOnlyList<string> Findings, IReadOnlyList<string> Remarks, IReadOnlyList<SettingAdvice> Settings, RewardFigures Figures)
{
    /// <summary>What <see cref="Sentence"/> begins with.</summary>
    internal const string Head = "Reward fit: ";

    /// <summary>Reads the verdict off the figures.</summary>
    /// <param name="use">What the reward is for.</param>
    public static RewardCheck Of(RewardFigures figures, RewardUse use)
    {
        var findings = RewardFindings.Of(figures, use);
        var against = findings.Where(f => f.Weight > FindingWeight.Remark).OrderByDescending(f => f.Weight).ToArray();
        return new(
            against.Length == 0 ? RewardVerdict.Fit : against[0].Weight switch
            {
                FindingWeight.Unusable => RewardVerdict.Unusable,
                FindingWeight.NoCure => RewardVerdict.NotFit,
                _ => RewardVerdict.FitWithSettings,
            },
            [.. against.Select(f => f.Text)], [.. findings.Where(f => f.Weight == FindingWeight.Remark).Select(f => f.Text)],
            against.Any(f => f.Weight == FindingWeight.Unusable) ? [] : [.. against.SelectMany(f => f.Settings).DistinctBy(s => s.Name)], figures);
    }

    /// <summary>The verdict, the settings and why, on one line.</summary>
    public string Sentence() => Head + string.Join(" ", new[]
    {
        Verdict switch
        {
            RewardVerdict.Fit => "fit for PPO.",
            RewardVerdict.FitWithSettings => $"fit for PPO with these settings: {string.Join(", ", Settings)}.",
            RewardVerdict.NotFit => "not fit for PPO" + (Settings.Count > 0 ? $", also with {string.Join(", ", Settings)}." : "."),
            _ => "it cannot be learnt from:",
        },
    }.Concat(Findings).Concat(Remarks));

    /// <summary>Looks at PPO's own settings: the numbers that PPO would learn from.</summary>
    /// <returns>Mean and deviation after what <paramref name="ppo"/> does to scores.</returns>
    internal static (double Mean, double Deviation) Used(RewardFigures figures, PpoOptions ppo)
    {
        var (mean, deviation) = ((ppo.ScoreFactor * figures.Mean) + ppo.ScoreOffset, ppo.ScoreFactor * figures.Deviation);
        if (!ppo.ScoreScaling || deviation == 0) return (mean, deviation);
        return (ppo.ScoreNorm ? 0 : mean / deviation, 1);
    }
}
