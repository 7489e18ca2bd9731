using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The policies that a report tells of.</summary>
internal static class ReportedPoints
{
    /// <summary>SFT once, then each arm's iterations; the name is the arm's, or SFT's.</summary>
    public static IEnumerable<(string Arm, int Iteration, string Name)> Of(ExperimentSettings settings) =>
        settings.Loop.Arms.Take(1).Select(a => (a.Name, 0, ArmNames.Sft)).Concat(
            from arm in settings.Loop.Arms
            from iteration in Enumerable.Range(1, settings.Loop.Iterations)
            select (arm.Name, iteration, arm.Name));
}
