using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Keeping;
using AlwaysOnPolicy.Experiments.Keeping;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>One run: where it stands, its stages, and what it was told other than the defaults.</summary>
internal static class RunShowLines
{
    private const int ShortKey = 12, LongestValue = 100;

    /// <param name="folder">As the user named it.</param>
    public static void Print(string folder, RunFolder run, RunOverview overview, bool verified, TextWriter writer)
    {
        var kind = RunKinds.Of(run);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {RunListLines.Word(overview.Condition)}, {overview.Done} of " +
            $"{overview.Stages} " +
            $"stages, {Sizes.Text(overview.Bytes)}, {kind?.Name ?? "of an unknown kind"}, seed " +
            $"{overview.Seed?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}, " +
            $"last activity {overview.LastActivity.LocalDateTime:yyyy-MM-dd HH:mm}"));
        if (overview.Damage is not null) writer.WriteLine($"  {overview.Damage}");
        if (overview.Seed is null) return;
        if (overview.Condition != RunCondition.Damaged) StatusLines.Print(folder, RunStatus.Read(run), writer);
        else writer.WriteLine($"  The same command computes anew what is damaged{(kind is null ? "" : $": {kind.GoOn(folder)}")}");
        writer.WriteLine();
        writer.WriteLine($"state            size    seconds  key           label{(verified ? " (every file's hash was looked at)" : "")}");
        foreach (var s in StageOverview.Of(run, verified))
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{s.State,-10}  {(s.Bytes == 0 ? "" : Sizes.Text(s.Bytes)),9}  " +
                $"{s.Seconds,9:0.0}  {s.Key[..ShortKey]}  {ProgressDisplay.Label(s.Labels)}"));
            if (s.Damage is not null) writer.WriteLine($"            {s.Damage}");
        }
        if (kind is null || overview.Condition == RunCondition.Damaged) return;
        var changed = kind.Changed(run);
        writer.WriteLine(changed.Count == 0 ? "\nEvery setting is the default." : "\nsettings that are not the defaults");
        foreach (var (key, value, standard) in changed)
            writer.WriteLine($"  {key}: {Short(value)}{(standard is "" or "required" ? "" : $"  (default {Short(standard)})")}");
    }

    private static string Short(string value) => VisibleText.Of(value.Length > LongestValue ? value[..LongestValue] + "…" : value);
}
