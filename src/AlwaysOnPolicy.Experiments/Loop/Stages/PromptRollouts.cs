using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>What an iteration's own rollouts earned: rollouts.jsonl beside its policy, a line each, written as the steps are done.</summary>
internal sealed class PromptRollouts(string folder) : IDisposable
{
    private const string FileName = "rollouts.jsonl";
    private readonly JsonLines _lines = new(Path.Combine(folder, FileName));

    /// <param name="Step">From 1; null in the files of versions that did not write it, as is the advantage.</param>
    public sealed record Line(string PromptId, string? Domain, int Pass, double Reward, int? Step = null, double? Advantage = null);

    public void Append(PpoStepRecord step)
    {
        foreach (var r in step.Rollouts) _lines.Append(new Line(r.Prompt.Id, r.Prompt.Domain, r.Pass, r.Score, step.Step, r.Advantage));
    }

    public void Dispose() => _lines.Dispose();

    /// <summary>Those whose prompt has a domain.</summary>
    public static IEnumerable<PromptRollout> Read(string folder, int iteration) =>
        from line in Lines(folder)
        where line.Domain is not null
        select new PromptRollout(line.PromptId, line.Domain!, iteration, line.Pass, line.Reward);

    /// <summary>One after the other.</summary>
    public static IEnumerable<Line> Lines(string folder) =>
        File.ReadLines(StageFiles.Checked(Path.Combine(folder, FileName))).Select(text => JsonSerializer.Deserialize<Line>(text, ArtifactJson.Compact)!);
}
