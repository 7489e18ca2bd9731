using System.Collections.Concurrent;
using AlwaysOnPolicy.Engine;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A bar for the whole run and one for each stage under way; above them a line for each stage that took its time, and the notes.</summary>
internal sealed class RunBars(ProgressContext context, IAnsiConsole console) : IRunObserver
{
    public const int BarWidth = 20;
    private const int Others = BarWidth + 4 + 8 + 8 + 5;   // bar, percentage, time passed, time left and the gaps between
    private readonly ConcurrentDictionary<PlanNode, ProgressTask> _tasks = new();
    private ProgressTask? _all;
    private int _total, _reused;

    public void RunStarted(int stages)
    {
        _total = stages;
        _all = context.AddTask(Fit($"{stages} stages", ""), maxValue: stages);
    }

    public void StageStarted(PlanNode node) => _tasks[node] = context.AddTask(Fit(ProgressDisplay.Label(node), ""), maxValue: 1);

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (!_tasks.TryGetValue(node, out var task)) return;
        (task.MaxValue, task.Value) = (Math.Max(1, total), Math.Min(done, Math.Max(1, total)));
        if (text is not null) task.Description = Fit(ProgressDisplay.Label(node), text);
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed)
    {
        _all?.Increment(1);
        if (!_tasks.TryRemove(node, out var task)) return;
        task.Value = task.MaxValue;
        task.StopTask();
        if (elapsed >= TimeSpan.FromSeconds(1)) console.MarkupLineInterpolated($"{ProgressDisplay.Label(node)} [grey]{elapsed.TotalSeconds:0.0} s[/]");
    }

    public void StageReused(PlanNode node)
    {
        if (_all is null) return;
        _all.Increment(1);
        _all.Description = Fit($"{_total} stages", $"{++_reused} there already");
    }

    public void Note(PlanNode? node, string text) => console.MarkupLineInterpolated(
        $"[yellow]note[/] {(node is null ? "" : ProgressDisplay.Label(node) + ": ")}{VisibleText.Of(text)}");

    /// <summary>Label and text in the room that is left of them, always the same, so that the bars stand still.</summary>
    private string Fit(string label, string text)
    {
        var room = Math.Clamp(console.Profile.Width - Others, 16, 64);
        if (label.Length > room) label = label[..(room - 1)] + "…";
        if (label.Length + 1 + text.Length > room) text = "";
        return $"{Markup.Escape(label)} [grey]{Markup.Escape(text.PadLeft(Math.Max(0, room - label.Length - 1)))}[/]";
    }
}
