using System.Collections.Concurrent;
using AlwaysOnPolicy.Experiments.Running;

namespace AlwaysOnPolicy.Experiments.Tests.Running;

public sealed record Number(int Value);

/// <summary>A run's folder under the system's temporary one, with what its stages did.</summary>
internal sealed class TestRun : IDisposable
{
    public TestRun() => Folder = new RunFolder(Directory.CreateTempSubdirectory("aop-run-").FullName);

    public RunFolder Folder { get; }

    public Recorder Observer { get; } = new();

    public Task<RunSummary> GoAsync(Plan plan, int parallel = 1, string? stopAfter = null, CancellationToken cancel = default) =>
        new Runner(Folder).RunAsync(plan, new RunOptions { ParallelStages = parallel, StopAfter = stopAfter }, Observer, cancel);

    public string[] StageFolders() => [.. Directory.GetDirectories(Folder.StagesFolder).Select(d => Path.GetFileName(d)!).Order()];

    public void Dispose() => Directory.Delete(Folder.FullPath, recursive: true);
}

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

/// <summary>Adds its terms and inputs, by way of whatever the test wants to happen meanwhile.</summary>
internal sealed class Sum(string name = "sum", int version = 1, Func<StageContext, CancellationToken, Task>? meanwhile = null)
    : Stage<Sum.In, Number>
{
    public sealed record In(int Term, IReadOnlyList<Artifact<Number>> Inputs);

    public override StageId Id => new(name, version);

    protected override async Task<Number> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        if (meanwhile is not null) await meanwhile(run, cancel);
        var total = input.Term;
        foreach (var artifact in input.Inputs) total += (await run.ReadAsync(artifact, cancel)).Value;
        return new Number(total);
    }
}
