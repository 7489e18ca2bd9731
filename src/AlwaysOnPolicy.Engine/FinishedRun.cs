using AlwaysOnPolicy.Engine.Settings;

namespace AlwaysOnPolicy.Engine;

/// <summary>Keeps what a finished run left, its report and models, from being replaced by a run of other settings in the same folder.</summary>
internal static class FinishedRun
{
    private const int MostTold = 4;

    /// <summary>A plan that has all stages of the finished one adds to it, and may go on there.</summary>
    /// <exception cref="SettingsException">The folder holds a finished run, of whose stages the plan lacks some.</exception>
    public static void RequireKept(RunFolder run, Plan plan, RunOptions options)
    {
        if (!options.KeepFinished || !File.Exists(run.PlanFile)) return;
        IReadOnlyList<PlannedStage> there;
        try
        {
            there = PlannedStage.In(run);
        }
        catch (StorageException)
        {
            return;   // the plan is written anew
        }
        if (!there.All(run.IsDone)) return;
        var keys = plan.Nodes.Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        if (there.All(s => keys.Contains(s.Key))) return;
        throw new SettingsException($"'{run.FullPath}' holds a finished run of other settings: {Difference(run, options)}. Name another folder with --out, " +
            "or replace its report and models with --force; its stages stay, and whoever goes back to the old settings finds them.");
    }

    private static string Difference(RunFolder run, RunOptions options)
    {
        var file = Path.Combine(run.FullPath, options.ExperimentName);
        var differences = options.Experiment is { } now && File.Exists(file) ? SettingsDifference.Between(File.ReadAllText(file), now) : [];
        if (differences.Count == 0) return "files that they name have changed, or the version of a stage";
        return string.Join("; ", differences.Take(MostTold)) + (differences.Count > MostTold ? $"; and {differences.Count - MostTold} more" : "");
    }
}
