using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Preflight;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a run would do: its stages, and what a look before it found.</summary>
internal static class DryRun
{
    /// <param name="stages">Asked for where nothing stands in the way.</param>
    /// <param name="folder">The run's.</param>
    /// <param name="names">The command's words for settings; null where it reads a file of them.</param>
    /// <returns>The exit code.</returns>
    public static int Print(Findings findings, Func<Plan> stages, string folder, OptionNames? names = null)
    {
        if (findings.Errors.Count == 0) PlanLines.Print(stages(), new RunFolder(folder), System.Console.Out);
        return FindingsLines.Print(findings, names);
    }
}
