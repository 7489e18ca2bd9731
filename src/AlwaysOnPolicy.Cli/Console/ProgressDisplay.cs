using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Engine;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Shows a run: bars in a terminal, a line for each finished stage elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <param name="steps">Whether the lines tell of a stage's progress too.</param>
    /// <param name="names">The command's words for settings; null where it reads a file of them.</param>
    public static async Task<T> RunAsync<T>(Func<IRunObserver, Task<T>> run, bool steps = false, OptionNames? names = null)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || System.Console.IsOutputRedirected)
        {
            var lines = new RunLines(System.Console.Out, steps);
            var result = await WatchedAsync(lines, run, names);
            lines.SayReused();
            return result;
        }
        return await AnsiConsole.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = RunBars.BarWidth }, new PercentageColumn(),
                new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(context => WatchedAsync(new RunBars(context, AnsiConsole.Console), run, names));
    }

    /// <summary>Runs, and says for which service it waits.</summary>
    private static async Task<T> WatchedAsync<T>(IRunObserver shown, Func<IRunObserver, Task<T>> run, OptionNames? names)
    {
        var observer = names is null ? shown : new RenamedNotes(shown, names);
        void Say(string sentence) => observer.Note(null, sentence);
        ServiceWaits.Waiting += Say;
        try
        {
            return await run(observer);
        }
        finally
        {
            ServiceWaits.Waiting -= Say;
        }
    }

    /// <summary>What a stage is for: "sop 1 + aop 1: ppo" where two places of the plan use it.</summary>
    public static string Label(PlanNode node) => Label(node.Labels);

    /// <inheritdoc cref="Label(PlanNode)"/>
    public static string Label(IReadOnlyList<string> labels)
    {
        if (labels.Count == 1) return labels[0];
        string[][] parts = [.. labels.Select(l => l.Split(": ", 2))];
        return parts.All(p => p.Length == 2 && p[1] == parts[0][1])
            ? $"{string.Join(" + ", parts.Select(p => p[0]))}: {parts[0][1]}"
            : $"{labels[0]} (and {labels.Count - 1} more)";
    }
}
