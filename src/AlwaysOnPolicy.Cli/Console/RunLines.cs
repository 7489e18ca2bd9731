using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>A line for each finished stage, for logs: "12/82 aop 1: ppo: 3.5 s".</summary>
/// <param name="steps">Also some twenty lines on the way through a stage that tells its progress.</param>
internal sealed class RunLines(TextWriter writer, bool steps = false) : IRunObserver
{
    private const int Lines = 20;
    private int _total, _done, _reused;

    public void RunStarted(int stages) => _total = stages;

    public void StageStarted(PlanNode node) { }

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (!steps || text is null || total == 0) return;
        if (done < total && done * Lines / total == (done - 1) * Lines / total) return;
        SayReused();
        writer.WriteLine($"  {ProgressDisplay.Label(node)} {done}/{total}: {text}");
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed)
    {
        SayReused();
        writer.WriteLine($"{++_done}/{_total} {ProgressDisplay.Label(node)}: {elapsed.TotalSeconds:0.0} s");
    }

    public void StageReused(PlanNode node)
    {
        _done++;
        _reused++;
    }

    public void Note(PlanNode? node, string text) => writer.WriteLine(node is null ? $"note: {text}" : $"note on {ProgressDisplay.Label(node)}: {text}");

    /// <summary>Says how many stages were found since it last did.</summary>
    public void SayReused()
    {
        if (_reused > 0) writer.WriteLine($"{_reused}/{_total} there already");
        _reused = 0;
    }
}
