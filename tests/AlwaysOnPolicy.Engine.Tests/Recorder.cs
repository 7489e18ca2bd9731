using System.Collections.Concurrent;

namespace AlwaysOnPolicy.Engine.Tests;

/// <summary>Writes down what an observer is told, and that it is told one thing at a time.</summary>
internal sealed class Recorder : IRunObserver
{
    private int _inside;

    public ConcurrentQueue<string> Calls { get; } = new();

    public bool Overlapped { get; private set; }

    public void RunStarted(int stages) => Add($"run of {stages}");

    public void StageStarted(PlanNode node) => Add($"started {node.Id.Name}");

    public void StageProgress(PlanNode node, int done, int total, string? text) => Add($"progress {node.Id.Name} {done}/{total} {text}");

    public void StageFinished(PlanNode node, TimeSpan elapsed) => Add($"finished {node.Id.Name}");

    public void StageReused(PlanNode node) => Add($"reused {node.Id.Name}");

    public void Note(PlanNode? node, string text) => Add($"note {node?.Id.Name} {text}");

    private void Add(string call)
    {
        if (Interlocked.Increment(ref _inside) != 1) Overlapped = true;
        Calls.Enqueue(call);
        Thread.SpinWait(200);
        Interlocked.Decrement(ref _inside);
    }
}
