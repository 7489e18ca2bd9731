using AlwaysOnPolicy.Engine;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Shows a run: bars in a terminal, a line for each finished stage elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <param name="steps">Whether the lines tell of a stage's progress too.</param>
    public static async Task<T> RunAsync<T>(Func<IRunObserver, Task<T>> run, bool steps = false)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || System.Console.IsOutputRedirected)
        {
            var lines = new RunLines(System.Console.Out, steps);
            var result = await run(lines);
            lines.SayReused();
            return result;
        }
        return await AnsiConsole.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = RunBars.BarWidth }, new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => run(new RunBars(context, AnsiConsole.Console)));
    }

    /// <summary>What a stage is for: "sop 1 + aop 1: ppo" where two places of the plan use it.</summary>
    public static string Label(PlanNode node)
    {
        if (node.Labels.Count == 1) return node.Labels[0];
        string[][] parts = [.. node.Labels.Select(l => l.Split(": ", 2))];
        return parts.All(p => p.Length == 2 && p[1] == parts[0][1])
            ? $"{string.Join(" + ", parts.Select(p => p[0]))}: {parts[0][1]}"
            : $"{node.Labels[0]} (and {node.Labels.Count - 1} more)";
    }
}
