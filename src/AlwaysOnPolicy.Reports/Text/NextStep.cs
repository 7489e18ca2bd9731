using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What to do first with what came out, in one sentence: what is wrong at the root goes before what would make the result surer.</summary>
internal static class NextStep
{
    /// <summary>Fewer seeds than this decide nothing: the sign test cannot go below 0.0625 even with five.</summary>
    public const int FewSeeds = 5;

    public static string After(ReportData data, ArmStanding standing) => AtTheRoot(data) ?? standing switch
    {
        { NoVerdict: true } => "look at the notes under \"How it was made\" for why the judge failed, and run again; what is finished is kept.",
        { OnlyTies: true } => "read the answers side by side; where they differ, the judge is too coarse (evaluation.judge.tie_margin), where they do not, " +
            "train longer or at a higher rate.",
        _ when data.Study is null => "repeat it with --seeds (five or more); one seed is one draw of data, prompts and training, and its interval " +
            "says nothing " +
            "of other draws.",
        _ when data.Study!.Seeds.Count < FewSeeds => $"run more seeds (five or more); with {data.Study.Seeds.Count} the interval over seeds is too wide to " +
            "decide.",
        { IsHoped: true, Behind.Count: > 0 } =>
            "read \"What it means\" below, and vary one thing at a time: the author's rule, a gate, more prompts an iteration.",
        _ when standing.Untold.Count < standing.Differences.Count =>
            "read the answers side by side, whether what was gained is what you want, and \"Quality and cost\", what it took.",
        _ => $"run more seeds or more test questions; with these a difference of less than about {Numbers.Points(standing.Detectable).TrimStart('+')} points " +
            "hardly shows.",
    };

    public static string AfterOneArm(ReportData data) => AtTheRoot(data) ?? "name a second arm in loop.arms; without one nothing says what the prompts did.";

    public static string AfterPpo(PpoOutcome outcome)
    {
        if (outcome.Warnings.Count > 0) return "do what the monitors say below, and run again.";
        if (outcome.Reward is not { } r) return "set samples.prompts, so that some prompts are answered before and after.";
        if (r.Gain.Interval is null) return "sample more prompts (samples.prompts), so that an interval can be told.";
        if (r.Change < 0) return "lower ppo.learning_rate, and see that the reward is higher for the better answer.";
        if (r.Change == 0)
            return "train for more steps or at a higher ppo.learning_rate, and sample more prompts (samples.prompts), so that a small rise can show.";
        return (r.HeldOut ? "" : "hold prompts out (samples.held_out), as these were trained on; and ") +
            "read the answers before and after: a reward can also be raised by answers that nobody wants. Then try another seed.";
    }

    /// <summary>What makes everything after it worthless; null where nothing does.</summary>
    private static string? AtTheRoot(ReportData data)
    {
        if (FineTuningLook.Guessing(data.SftLoss, data.VocabularySize) is not null)
            return "mend the fine-tuning before all else; the SFT policy is hardly better than guessing, so this result is about noise (see \"What it " +
                "means\").";
        return data.RewardModel is { } reward && reward.Interval.Low <= 0.5
            ? $"mend the reward model before all else; it is right on {reward.Right} of {reward.Total} held-out pairs, which is not shown to be above chance " +
                "(see \"What it means\")."
            : null;
    }
}
