using AlwaysOnPolicy.Experiments.Preflight;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a look before a run found.</summary>
internal static class FindingsLines
{
    /// <returns>The exit code: 2 where the run would fail.</returns>
    public static int Print(Findings findings)
    {
        foreach (var warning in findings.Warnings) AnsiConsole.MarkupLineInterpolated($"[yellow]note:[/] {warning}");
        findings.Require();
        AnsiConsole.MarkupLine("[green]Nothing stands in the way of this run.[/]");
        return 0;
    }
}
