using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The rewards of an iteration's own rollouts: rollouts.jsonl beside its policy, a line each.</summary>
internal static class PromptRollouts
{
    private const string FileName = "rollouts.jsonl";

    private sealed record Line(string PromptId, string? Domain, int Pass, double Reward);

    public static void Write(string folder, IEnumerable<Learning.Ppo.PpoRollout> rollouts)
    {
        using var lines = new JsonLines(Path.Combine(folder, FileName));
        foreach (var rollout in rollouts) lines.Append(new Line(rollout.Prompt.Id, rollout.Prompt.Domain, rollout.Pass, rollout.Score));
    }

    /// <summary>Those whose prompt has a domain.</summary>
    public static IEnumerable<PromptRollout> Read(string folder, int iteration) =>
        from text in File.ReadLines(Path.Combine(folder, FileName))
        let line = JsonSerializer.Deserialize<Line>(text, ArtifactJson.Compact)!
        where line.Domain is not null
        select new PromptRollout(line.PromptId, line.Domain!, iteration, line.Pass, line.Reward);
}
