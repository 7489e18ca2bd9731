using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What to make of a result that is not what one hoped for, and what to run next.</summary>
internal static class Advice
{
    private const string About = "What it means";

    public static IEnumerable<Headline> Of(ReportData data)
    {
        if (FineTuningLook.Guessing(data.SftLoss, data.VocabularySize) is { } guessing) yield return new($"{About}: the fine-tuning", guessing);
        if (data.RewardModel is { } reward && reward.Interval.Low <= 0.5)
            yield return new($"{About}: the reward model", $"The reward model is right on {reward.Right} of {reward.Total} held-out pairs (95 % interval " +
                $"{Numbers.Percents(reward.Interval)} %), which is not shown to be above chance: PPO learns what it likes by mistake, and no prompts " +
                "can make up " +
                "for that. Train it on more pairs or for more epochs, or choose one that is there already (aop reward bench).");
        if (data.Part is not null) yield break;   // of the arms, only when all is there
        if (ArmStanding.Of(data) is not { NoVerdict: false } standing) yield break;
        if (standing.OnlyTies)
        {
            yield return new(About, "Every comparison is a tie: the judge tells no answer from another. The policies answer alike (compare their " +
                "answers below, " +
                "and train longer or at a higher rate), or the judge is too coarse: evaluation.judge.tie_margin is above every difference of rewards, or the " +
                "judge has one score for all.");
            yield break;
        }
        var arm = ArmNames.Display(standing.Arm);
        if (standing is { IsHoped: true, Behind: { Count: > 0 } behind })
            yield return new(About, Behind(data, arm, [.. behind.Select(d => ArmNames.Display(d.Other))]));
        else if (standing.Untold.Count == standing.Differences.Count) yield return new(About, NotTold(data, arm, standing));
    }

    private static string Behind(ReportData data, string arm, IReadOnlyList<string> ahead)
    {
        var others = Headline.Join(ahead);
        return $"Here the prompts of {others} taught more than those of {arm}. {Draws(data)}A method that asks where the policy is weak helps only where " +
            "asking can: the weak domains must be able to rise (see \"Reward by domain\"), and the prompts must ask of them (see \"The prompts and why\"). " +
            $"Where {arm} rose in them and lost elsewhere, a larger uniform share or a larger τ spreads its prompts; where the reward rose and the " +
            "judge does not " +
            "follow, the two want different things. Vary one thing at a time: the author's rule, a gate, more prompts an iteration, more answers to " +
            "each probe " +
            "question.";
    }

    private static string NotTold(ReportData data, string arm, ArmStanding standing) =>
        $"{Headline.Join([arm, .. standing.Untold.Select(d => ArmNames.Display(d.Other))])} may be alike, or the run too small to tell: a difference of " +
        $"less than about {Numbers.Points(standing.Detectable).TrimStart('+')} points hardly shows here. {Draws(data)}" +
        $"{Power(data, standing)}Four times as many test questions or seeds halve the interval; more PPO steps an iteration let the arms move apart.";

    /// <summary>Of one run: over seeds the spread between them decides, which no count of questions foretells.</summary>
    private static string Power(ReportData data, ArmStanding standing) => data.Study is not null ? "" :
        $"To see a difference of 5 points in one comparison with a chance of 80 % takes about " +
        $"{Numbers.Count(WinRatePower.Prompts(0.05, Math.Max(0.05, standing.Decided)))} test questions. ";

    private static string Draws(ReportData data) => data.Study is { } study
        ? study.Seeds.Count < NextStep.FewSeeds ? $"{study.Seeds.Count} seeds are few: run five or more before you conclude. "
            : $"Over {study.Seeds.Count} seeds that is a finding about these settings, not about one draw. "
        : "One run is one draw of data, prompts and training, and the intervals say nothing of other draws: repeat it with --seeds (five or more) before you " +
            "conclude. ";
}
