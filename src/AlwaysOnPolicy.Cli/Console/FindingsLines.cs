using AlwaysOnPolicy.Experiments.Preflight;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>What a look before a run found.</summary>
internal static class FindingsLines
{
    /// <param name="names">The command's words for settings; null where it reads a file of them.</param>
    /// <returns>The exit code: 2 where the run would fail.</returns>
    public static int Print(Findings findings, OptionNames? names = null)
    {
        foreach (var sentence in findings.Sentences) System.Console.WriteLine(names?.Of(sentence) ?? sentence);
        foreach (var warning in findings.Warnings) AnsiConsole.MarkupLineInterpolated($"[yellow]note:[/] {names?.Of(warning) ?? warning}");
        findings.Require();
        AnsiConsole.MarkupLine("[green]Nothing stands in the way of this run.[/]");
        return 0;
    }
}
