using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>What of a reward's figures speaks against PPO on it. The limits are those of docs/own-reward-model.md, where their measurement is.</summary>
internal static class RewardFindings
{
    /// <summary>A deviation outside of these, and a mean farther from 0 than so many deviations, are brought to 1 and 0.</summary>
    private const double LeastDeviation = 0.2, LargestDeviation = 5, FarMean = 2;

    /// <summary>What differs by less than this part of the largest score is one score: float32 has seven digits.</summary>
    private const double Digits = 1e-6;

    /// <summary>Of all different pairs and of the different answers at one end.</summary>
    private const double MostEqual = 0.9, MostAtAnEnd = 0.4;

    /// <summary>So few different scores are a scale of grades: they lie at its ends by nature.</summary>
    private const int Grades = 10;

    /// <summary>Of the variance: what a prompt decides, and what the length explains.</summary>
    private const double MostBetween = 0.9, MostByLength = 0.9;

    /// <summary>As in <c>aop reward score</c>: from here on length tells most of the order.</summary>
    private const double StrongCorrelation = 0.5;

    public static IReadOnlyList<RewardFinding> Of(RewardFigures f, RewardUse use)
    {
        if (Unusable(f) is { } unusable) return [new(FindingWeight.Unusable, unusable)];
        if (AllEqual(f)) return [Rare(f, use)];   // a deviation of 0 has nothing more to say
        return [.. new[] { Sign(use), Equal(f), Saturation(f), Length(f, use), Scale(f, use), Between(f, use), Halves(f) }.OfType<RewardFinding>()];
    }

    private static string? Unusable(RewardFigures f)
    {
        if (f.NotFinite > 0)
            return $"{Numbers.Count(f.NotFinite)} of {Numbers.Count(f.Answers)} answers score no finite number: look for an empty answer or a division in " +
                "the reward, or for weights that are damaged or too large for their type.";
        return AllEqual(f) && f.DifferentAnswers <= f.Prompts
            ? "the policy gives one answer to each prompt, so no reward can tell answers apart: look at sampling.temperature, or fine-tune the policy."
            : null;
    }

    private static bool AllEqual(RewardFigures f) => f.Largest - f.Least <= Digits * Math.Max(Math.Abs(f.Largest), Math.Abs(f.Least));

    /// <summary>A look cannot tell a reward that is always the same from one that hits rarely, and PPO learns from rare hits: an end would be a matter of
    /// luck.</summary>
    private static RewardFinding Rare(RewardFigures f, RewardUse use)
    {
        var most = Wilson.Interval(0, f.DifferentAnswers).High;
        return new(FindingWeight.NoCure, $"All {Numbers.Count(f.DifferentAnswers)} different answers to {Numbers.Count(f.Prompts)} prompts score " +
            $"{Text(f.Largest)}. It is always the same, and nothing can be learnt; or another score is rare, at most {Numbers.Percent(most)} of the answers " +
            $"(95 %), and at most {Numbers.Percent(1 - Math.Pow(1 - most, use.Ppo.BatchSize))} of the steps of {use.Ppo.BatchSize} answers have something " +
            "to learn from. Take a reward that tells answers apart, or raise sampling.temperature or ppo.batch_size; more reward_check.prompts show which " +
            "of the two it is.");
    }

    private static RewardFinding? Sign(RewardUse use) => use.Agreement is { Interval.High: < 0.5 } a
        ? new(FindingWeight.NoCure, $"It prefers the rejected answer in {a.Total - a.Count} of {a.Total} held-out pairs: its sign is turned, or the pairs' " +
            "columns are.")
        : null;

    private static RewardFinding? Equal(RewardFigures f) => f.EqualPairs is { } pairs && pairs.Share > MostEqual
        ? new(FindingWeight.NoCure, $"Of {Numbers.Count(pairs.Total)} pairs of different answers to one prompt {Numbers.Percent(pairs.Share)} score the " +
            "same, so few steps have something to learn from: take a finer reward.")
        : null;

    private static RewardFinding? Saturation(RewardFigures f)
    {
        if (f.DistinctScores <= Grades) return null;
        var (share, end, word) = f.AtLargest > f.AtLeast ? (f.AtLargest, f.Largest, "highest") : (f.AtLeast, f.Least, "lowest");
        return share <= MostAtAnEnd ? null
            : new(FindingWeight.NoCure, $"{Numbers.Percent(share)} of the different answers get the {word} score, about {Text(end)}: it is saturated and " +
                "tells them not apart. Take its value before the sigmoid or the cut.");
    }

    private static RewardFinding? Length(RewardFigures f, RewardUse use)
    {
        if (use.LengthIsMeant || f.LengthCorrelation is not { } c || Math.Max(c.Interval.Low, -c.Interval.High) <= StrongCorrelation) return null;
        var (rises, used) = (c.Value > 0, RewardCheck.Used(f, use.Ppo));
        var text = $"It {(rises ? "rises" : "falls")} with the answer's length (rank correlation within a prompt {Numbers.SignedScore(c.Value)}, 95 %: " +
            $"{Numbers.SignedScore(c.Interval)}; length explains {Numbers.Percent(f.LengthExplains)} of the variance)";
        if (f.LengthExplains > MostByLength)
            return new(FindingWeight.NoCure, $"{text}: it measures hardly anything else, and PPO would only learn to write {(rises ? "more" : "less")}.");
        if (!rises || use.Ppo.LengthPenalty > 0) return new(FindingWeight.Remark, $"{text}: watch the length of the answers.");
        var unit = Rescaled(used, use) ? 1 / f.Deviation : use.Ppo.ScoreFactor;
        return new(FindingWeight.Cured, $"{text}.", new SettingAdvice("ppo.length_penalty", Text(f.LengthSlope * unit)));
    }

    private static RewardFinding? Scale(RewardFigures f, RewardUse use)
    {
        var used = RewardCheck.Used(f, use.Ppo);
        if (!Rescaled(used, use)) return null;
        var text = $"The scores that PPO would learn from have mean {Text(used.Mean)} and deviation {Text(used.Deviation)}; it learns best near 0 and 1.";
        if (use.Ppo.ScoreScaling) return new(FindingWeight.Cured, text, new SettingAdvice("ppo.score_norm", "true"));
        if (use.StandardiseSetting is { } setting) return new(FindingWeight.Cured, text, new SettingAdvice(setting, "true"));
        return new(FindingWeight.Cured, text, new SettingAdvice("ppo.score_factor", Text(1 / f.Deviation)),
            new SettingAdvice("ppo.score_offset", Text(-f.Mean / f.Deviation)));
    }

    private static bool Rescaled((double Mean, double Deviation) used, RewardUse use) =>
        used.Deviation < LeastDeviation || used.Deviation > LargestDeviation || Math.Abs(used.Mean) > FarMean * Math.Max(1, used.Deviation);

    private static RewardFinding? Between(RewardFigures f, RewardUse use) =>
        f.BetweenShare <= MostBetween || use.Ppo.Advantages != AdvantageEstimator.Gae ? null
            : new(FindingWeight.Cured, $"{Numbers.Percent(f.BetweenShare)} of the scores' variance lies between prompts, where no answer can change it, and " +
                $"the deviation within a prompt is {Text(f.WithinDeviation)}: compare answers to one prompt.",
                new SettingAdvice("ppo.advantages", "rloo"), new SettingAdvice("ppo.answers_per_prompt", "4"),
                new SettingAdvice("ppo.score_factor", Text(1 / f.WithinDeviation)),
                new SettingAdvice("ppo.score_offset", Text(-f.Mean / f.WithinDeviation)));

    private static RewardFinding? Halves(RewardFigures f) => f.HalfWins is { Interval.Low: > 0.5 } half
        ? new(FindingWeight.Remark, $"The first half of an answer scores higher than the whole in {Numbers.Percent(half.Mean)} of the answers" +
            (f.CutShare > 0 ? $" ({Numbers.Percent(f.CutShare)} are cut at sampling.max_new_tokens)" : "") + ": it may reward answers that break off.")
        : null;

    /// <summary>Four digits, as a settings file has them.</summary>
    private static string Text(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        .ToString("0.############", CultureInfo.InvariantCulture);
}
