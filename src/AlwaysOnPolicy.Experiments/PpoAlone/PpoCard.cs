using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>The card of a policy that PPO alone trained.</summary>
internal static class PpoCard
{
    public static ModelCard Of(PpoSettings settings, RewardInput reward, ReportData report)
    {
        var outcome = report.Outcome!;
        return new()
        {
            Title = report.Title,
            Training = $"A causal language model after {outcome.Steps} steps of PPO, {settings.Ppo.BatchSize} answers a step.",
            Base = ModelOrigin.Of(ModelPlace.FolderOf(settings.Model!, "model")),
            Data = [new("prompts", Path.GetFileName(settings.Prompts!.Path)), new("reward", reward.Name), new("seed", $"{settings.Seed}")],
            Figures =
            [
                .. outcome.Reward is { } r
                    ?
                    [
                        new($"mean reward of the answers to {r.Prompts} of the prompts, before", Numbers.Score(r.Before.Mean)),
                        new("after", Numbers.Score(r.After.Mean)),
                        new("difference (95 %)", $"{Numbers.SignedScore(r.Gain.Mean)} ({Numbers.SignedScore(r.Gain.Interval)})"),
                    ]
                    : Array.Empty<Fact>(),
                new("KL to the reference at the end, nats an answer", Numbers.Score(outcome.LastKl)),
                new("warnings of the monitors", $"{outcome.Warnings.Count}"),
            ],
            Settings = [("ppo", settings.Ppo), ("sampling", settings.Sampling)],
            Format = settings.PromptFormat,
            Tags = ["ppo", "rlhf", "always-on-policy"],
        };
    }
}
