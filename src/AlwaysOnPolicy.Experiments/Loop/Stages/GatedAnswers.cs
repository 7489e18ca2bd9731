using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The answers that a gate had made to the prompts it kept: answers.jsonl in its folder, a line a prompt. PPO takes them for its own while the policy
/// is still the one that gave them.</summary>
internal static class GatedAnswers
{
    private const string FileName = "answers.jsonl";

    private sealed record Line(string PromptId, IReadOnlyList<ScoredAnswer> Answers);

    public static void Write(string folder, IEnumerable<(string PromptId, IReadOnlyList<ScoredAnswer> Answers)> prompts)
    {
        using var lines = new JsonLines(Path.Combine(folder, FileName));
        foreach (var (id, answers) in prompts) lines.Append(new Line(id, answers));
    }

    /// <summary>By prompt id, in the order in which they were drawn.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<ScoredAnswer>> Read(string folder) =>
        File.ReadLines(StageFiles.Checked(Path.Combine(folder, FileName))).Select(l => JsonSerializer.Deserialize<Line>(l, ArtifactJson.Compact)!)
            .ToDictionary(l => l.PromptId, l => l.Answers, StringComparer.Ordinal);
}
