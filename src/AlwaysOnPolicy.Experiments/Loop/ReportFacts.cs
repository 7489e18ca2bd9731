using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What was run and on what, as the report lists it.</summary>
internal static class ReportFacts
{
    /// <param name="machine">Where the report was made.</param>
    public static IReadOnlyList<Fact> Of(ExperimentSettings settings, IReadOnlyList<StageRecord> stages, MachineReport machine)
    {
        var loop = settings.Loop;
        return
        [
            new("seed", settings.Seed.ToString()),
            new("iterations", $"{loop.Iterations}"),
            new("prompts an iteration", $"{loop.PromptsPerIteration()}, each answered {(loop.PassesPerPrompt == 1 ? "once" : $"{loop.PassesPerPrompt} times")}"),
            new("author", settings.Author.Kind.ToString().ToLowerInvariant() + (settings.Author.Kind == AuthorKind.Chat ? $" ({settings.Author.Chat!.Model})" : $", τ {settings.Author.Tau:0.##}, {settings.Author.UniformMix:0.##} uniform")),
            new("judge", settings.Evaluation.Judge.Kind.ToString().ToLowerInvariant() + (settings.Evaluation.Judge.Kind == JudgeKind.Chat ? $" ({settings.Evaluation.Judge.Chat!.Model})" : "")),
            new("arms", string.Join(", ", loop.Arms.Select(a => ArmNames.Display(a.Name)))),
            new("world", settings.World.ToString().ToLowerInvariant()),
            .. MachineFacts.Of(stages, machine),
            new("threads", $"{(settings.Compute.Threads == 0 ? "all" : settings.Compute.Threads)}, up to {settings.Compute.ParallelStages} stages at once"),
        ];
    }
}
