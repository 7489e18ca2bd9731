using AlwaysOnPolicy.Experiments.Loop.Stages;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What an iteration's rollouts earned, as its training left them in rollouts.jsonl.</summary>
internal static class PromptEarnings
{
    public const string Domain = "domain", Call = "call", Rule = "rule";

    /// <summary>By domain, call and rule.</summary>
    /// <param name="prompts">Those trained on.</param>
    /// <param name="folder">Of the training's stage.</param>
    public static IReadOnlyList<EarnedRow> Of(string arm, int iteration, IReadOnlyList<Question> prompts, string folder)
    {
        var byId = prompts.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var recorded = true;
        var rollouts = new List<PpoRollout>();
        foreach (var line in PromptRollouts.Lines(folder))
        {
            recorded &= line.Advantage is not null;
            rollouts.Add(new(byId[line.PromptId], line.Pass, line.Reward, 0) { Advantage = line.Advantage ?? 0 });
        }
        return
        [
            .. RolloutGroup.Of(rollouts).Select(g => new EarnedRow(arm, iteration, Name(g.By), g.Name,
                new(g.Rollouts, g.Reward, g.Spread, recorded ? g.Advantage : null))),
        ];
    }

    public static Earned OfPrompt(IReadOnlyList<PromptPass> passes) => new(passes.Count, passes.Average(p => p.Reward),
        RolloutGroup.Deviation([.. passes.Select(p => p.Reward)]), passes.Average(p => p.Advantage));

    private static string Name(RolloutKey key) => key switch { RolloutKey.Call => Call, RolloutKey.Rule => Rule, _ => Domain };
}
