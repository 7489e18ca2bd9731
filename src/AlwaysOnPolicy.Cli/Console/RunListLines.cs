using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Keeping;
using AlwaysOnPolicy.Experiments.Keeping;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Runs, a line each; the path comes last, whole.</summary>
internal static class RunListLines
{
    public static void Print(string folder, IReadOnlyList<RunOverview> runs, TextWriter writer)
    {
        if (runs.Count == 0)
        {
            writer.WriteLine($"No run is in '{folder}'.");
            return;
        }
        writer.WriteLine("state        stages  kind             size  last activity     seed  run");
        foreach (var run in runs)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Word(run.Condition),-11}  {$"{run.Done}/{run.Stages}",6}  {Kind(run),-10}  " +
                $"{Sizes.Text(run.Bytes),9}  {run.LastActivity.LocalDateTime:yyyy-MM-dd HH:mm}  {run.Seed?.ToString(CultureInfo.InvariantCulture) ?? "–",4}  " +
                $"{Path.GetRelativePath(".", run.Folder)}"));
        foreach (var run in runs.Where(r => r.Damage is not null)) writer.WriteLine($"{Path.GetRelativePath(".", run.Folder)}: {run.Damage}");
        writer.WriteLine($"{runs.Count} run{(runs.Count == 1 ? "" : "s")}, {Sizes.Text(runs.Sum(r => r.Bytes))}.");
    }

    public static string Word(RunCondition condition) => condition.ToString().ToLowerInvariant();

    private static string Kind(RunOverview run) => RunKinds.Of(new RunFolder(run.Folder))?.Name ?? "–";
}
