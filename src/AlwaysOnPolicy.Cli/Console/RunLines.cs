using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A line for each finished stage, for logs: "12/82 aop 1: ppo: 3.5 s"; on the way through a stage that takes long a line every so often, with
/// what has passed and what is left.</summary>
/// <param name="steps">Also some twenty lines on the way through a stage that tells its progress, however short.</param>
internal sealed class RunLines(TextWriter writer, bool steps = false, TimeProvider? time = null) : IRunObserver
{
    private const int Lines = 20;
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(30);
    private readonly Dictionary<PlanNode, Passed> _stages = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private int _total, _done, _reused;

    /// <param name="First">What was done at the first progress, when <paramref name="FirstAt"/> was; the pace is that of what follows.</param>
    private sealed record Passed(long Started, long Told, int First, long? FirstAt);

    public void RunStarted(int stages) => _total = stages;

    public void StageStarted(PlanNode node)
    {
        var now = _time.GetTimestamp();
        _stages[node] = new(now, now, 0, null);
    }

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (total == 0 || !_stages.TryGetValue(node, out var stage)) return;
        var (now, elapsed) = (_time.GetTimestamp(), _time.GetElapsedTime(stage.Started));
        if (stage.FirstAt is null) _stages[node] = stage = stage with { First = done, FirstAt = now };
        var twentieth = steps && text is not null && (done == total || done * Lines / total != (done - 1) * Lines / total);
        if (!twentieth && _time.GetElapsedTime(stage.Told, now) < s_between) return;
        _stages[node] = stage with { Told = now };
        SayReused();
        var pace = Pace.Text(elapsed, Pace.Left(_time.GetElapsedTime(stage.FirstAt!.Value, now), done, total, stage.First));
        writer.WriteLine($"  {ProgressDisplay.Label(node)} {done}/{total}: {(text is null ? pace : $"{text}  ({pace})")}");
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed)
    {
        SayReused();
        _stages.Remove(node);
        writer.WriteLine($"{++_done}/{_total} {ProgressDisplay.Label(node)}: {elapsed.TotalSeconds:0.0} s");
    }

    public void StageReused(PlanNode node)
    {
        _done++;
        _reused++;
    }

    public void Note(PlanNode? node, string text) => writer.WriteLine(node is null
        ? $"note: {text}" : $"note on {ProgressDisplay.Label(node)}: {VisibleText.Of(text)}");

    /// <summary>Says how many stages were found since it last did.</summary>
    public void SayReused()
    {
        if (_reused > 0) writer.WriteLine($"{_reused}/{_total} there already");
        _reused = 0;
    }
}
