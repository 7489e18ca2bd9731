using System.Collections.Concurrent;
using AlwaysOnPolicy.Experiments.Running;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>Shows a run: bars for the stages under way in a terminal, a line for each finished stage elsewhere.</summary>
internal static class ProgressDisplay
{
    public static async Task<T> RunAsync<T>(Func<IRunObserver, Task<T>> run)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive) return await run(new Lines());
        return await AnsiConsole.Progress().AutoClear(false).HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => run(new Bars(context)));
    }

    private static string Label(PlanNode node) => node.Labels.Count == 1 ? node.Labels[0] : $"{node.Labels[0]} (and {node.Labels.Count - 1} more)";

    private sealed class Lines : IRunObserver
    {
        public void StageStarted(PlanNode node) { }

        public void StageProgress(PlanNode node, int done, int total, string? text) { }

        public void StageFinished(PlanNode node, TimeSpan elapsed) => AnsiConsole.WriteLine($"{Label(node)}: {elapsed.TotalSeconds:0.0} s");

        public void StageReused(PlanNode node) => AnsiConsole.WriteLine($"{Label(node)}: there already");

        public void Note(PlanNode? node, string text) => AnsiConsole.WriteLine($"  note: {text}");
    }

    private sealed class Bars(ProgressContext context) : IRunObserver
    {
        private readonly ConcurrentDictionary<PlanNode, ProgressTask> _tasks = new();

        public void StageStarted(PlanNode node) => _tasks[node] = context.AddTask(Markup.Escape(Label(node)), maxValue: 1);

        public void StageProgress(PlanNode node, int done, int total, string? text)
        {
            if (!_tasks.TryGetValue(node, out var task)) return;
            (task.MaxValue, task.Value) = (Math.Max(1, total), done);
            if (text is not null) task.Description = $"{Markup.Escape(Label(node))} [grey]{Markup.Escape(text)}[/]";
        }

        public void StageFinished(PlanNode node, TimeSpan elapsed)
        {
            if (!_tasks.TryRemove(node, out var task)) return;
            task.Value = task.MaxValue;
            task.StopTask();
        }

        public void StageReused(PlanNode node) { }

        public void Note(PlanNode? node, string text) { }
    }
}
