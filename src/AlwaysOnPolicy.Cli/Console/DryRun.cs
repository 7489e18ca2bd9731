using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Keeping;
using AlwaysOnPolicy.Experiments.Preflight;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a run would do: its stages, and what a look before it found.</summary>
internal static class DryRun
{
    /// <param name="settings">Of the run: those of the last one in the folder may be others.</param>
    /// <param name="stages">Asked for where nothing stands in the way.</param>
    /// <param name="folder">The run's.</param>
    /// <param name="names">The command's words for settings; null where it reads a file of them.</param>
    /// <returns>The exit code.</returns>
    public static int Print<T>(Findings findings, T settings, Func<Plan> stages, string folder, OptionNames? names = null) where T : class
    {
        if (findings.Errors.Count == 0) Stages(settings, stages(), new RunFolder(folder));
        return FindingsLines.Print(findings, names);
    }

    /// <summary>The stages, and which of those that are done run again, and why.</summary>
    public static void Stages<T>(T settings, Plan plan, RunFolder run) where T : class
    {
        PlanLines.Print(plan, run, System.Console.Out);
        var changes = RunKinds.Of(run) is { } kind ? PlanChanges.Of(run, plan, SettingsFile.ToYaml(settings), kind.SettingsFile) : [];
        if (PlanChanges.Sentence(changes, plan, run) is { } said) System.Console.WriteLine(said);
    }
}
