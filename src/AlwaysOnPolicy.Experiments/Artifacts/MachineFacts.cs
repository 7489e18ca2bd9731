using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>With what a run was computed, as every report lists it.</summary>
internal static class MachineFacts
{
    public const string Work = "work";
    public const string Memory = "peak memory";

    /// <summary>Of which program, on which machine, how long.</summary>
    public static IReadOnlyList<Fact> Of(IReadOnlyList<StageRecord> stages, MachineReport machine) =>
    [
        new("program", string.Join(", ", stages.Select(s => s.ProductVersion).Append(Runner.ProductVersion).Distinct().Select(Short))),
        new("software", $"{machine.Runtime}, TorchSharp {machine.TorchSharp}"),
        new("machine", $"{machine.System}, {machine.Cores} cores"),
        new(Work, $"{stages.Sum(s => s.Seconds):0} s in {stages.Count} stages"),
        new(Memory, $"{stages.Select(s => s.PeakMemoryBytes).DefaultIfEmpty().Max() / 1e6:0} MB"),
    ];

    /// <summary>A version with the first digits of its commit.</summary>
    private static string Short(string version) => version.IndexOf('+') is > 0 and var plus && version.Length > plus + 10 ? version[..(plus + 10)] : version;
}
