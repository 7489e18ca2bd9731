using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>What the figures of a report do not say.</summary>
internal static class Limits
{
    public const string Title = "What this does not show";

    public static IEnumerable<string> Of(ReportData data)
    {
        if (data.Outcome is { } alone)
        {
            yield return "One run of PPO is one draw of prompts, answers and training: another seed may come out otherwise.";
            yield return "The reward is the number that the training raised. Whether the answers are better, only reading them or another judge can tell.";
            if (alone.Reward is { HeldOut: false }) yield return "The prompts were trained on; nothing is said of others.";
            yield break;
        }
        if (data.Arms.Count == 0 && !data.Compared.Any()) yield break;
        yield return data.Study is { } study
            ? $"The {study.Seeds.Count} seeds repeat one setting: other models, data, rates and sizes may order the arms otherwise."
            : "The intervals are over test questions. They say nothing of how another draw of data, prompts and training would come out; " +
                "only further seeds do.";
        if (data.Compared.Any())
            yield return $"A win rate is one judge's taste on {Numbers.Count(data.Compared.Max(c => c.Prompts))} pairs of answers, sampled at one " +
                "temperature.";
        if (data.Arms.Any(a => a.ProbeReward is not null))
            yield return "The probe's reward comes from the model that PPO raised the reward of, so it counts what was learnt of that model's mistakes.";
        if (data.Arms.Any(a => a.Gold is not null))
            yield return "Gold is the truth of a made-up world with a small grammar; nothing follows for real language.";
        if (data.Answers.Count > 0) yield return "Answers side by side are examples: the largest disagreements are shown first, and are not typical.";
    }
}
