namespace AlwaysOnPolicy.Engine.Tests;

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
