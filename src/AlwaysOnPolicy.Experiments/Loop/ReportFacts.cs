using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What was run and on what, as the report lists it.</summary>
internal static class ReportFacts
{
    public const string Work = "work";
    public const string Memory = "peak memory";

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
            .. Machine(stages, machine),
            new("threads", $"{(settings.Compute.Threads == 0 ? "all" : settings.Compute.Threads)}, up to {settings.Compute.ParallelStages} stages at once"),
        ];
    }

    /// <summary>Of which program, on which machine, how long.</summary>
    public static IReadOnlyList<Fact> Machine(IReadOnlyList<StageRecord> stages, MachineReport machine) =>
    [
        new("program", string.Join(", ", stages.Select(s => s.ProductVersion).Append(NodeRunner.ProductVersion).Distinct().Select(Short))),
        new("software", $"{machine.Runtime}, TorchSharp {machine.TorchSharp}"),
        new("machine", $"{machine.System}, {machine.Cores} cores"),
        new(Work, $"{stages.Sum(s => s.Seconds):0} s in {stages.Count} stages"),
        new(Memory, $"{stages.Select(s => s.PeakMemoryBytes).DefaultIfEmpty().Max() / 1e6:0} MB"),
    ];

    /// <summary>A version with the first digits of its commit.</summary>
    private static string Short(string version) => version.IndexOf('+') is > 0 and var plus && version.Length > plus + 10 ? version[..(plus + 10)] : version;
}
