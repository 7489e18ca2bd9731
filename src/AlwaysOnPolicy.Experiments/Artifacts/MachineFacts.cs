using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>With what a run was computed, as every report lists it.</summary>
internal static class MachineFacts
{
    public const string Work = "work";
    public const string Memory = "peak memory";
    public const string Passed = "from first to last";

    /// <summary>Of which program, on which machine, how long.</summary>
    public static IReadOnlyList<Fact> Of(IReadOnlyList<StageRecord> stages, MachineReport machine) =>
    [
        new("program", string.Join(", ", stages.Select(s => s.ProductVersion).Append(Runner.ProductVersion).Distinct().Select(Short))),
        new("software", $"{machine.Runtime}, TorchSharp {machine.TorchSharp}, torch {machine.Torch}"),
        new("machine", $"{machine.System}, {machine.Cores} cores"),
        new(Work, $"{stages.Sum(s => s.Seconds):0} s in {stages.Count} stages, {stages.Sum(s => s.ProcessorSeconds):0} s of processor time"),
        new(Passed, Period(stages)),
        new(Memory, $"{stages.Select(s => s.PeakMemoryBytes).DefaultIfEmpty().Max() / 1e6:0} MB"),
    ];

    /// <summary>When the first stage began and the last ended, with the time between, in which a run may have stood still.</summary>
    private static string Period(IReadOnlyList<StageRecord> stages)
    {
        if (stages.Count == 0) return "no stage is finished";
        var (first, last) = (stages.Min(s => s.Started), stages.Max(s => s.Started.AddSeconds(s.Seconds)));
        return string.Create(CultureInfo.InvariantCulture, $"{first.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {(last - first).TotalMinutes:0.#} min later");
    }

    /// <summary>A version with the first digits of its commit.</summary>
    private static string Short(string version) => version.IndexOf('+') is > 0 and var plus && version.Length > plus + 10 ? version[..(plus + 10)] : version;
}
