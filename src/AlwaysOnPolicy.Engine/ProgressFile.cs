using System.Diagnostics;
using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Keeps <see cref="RunProgress"/> while a run goes on, and hands on what it is told. Calls come one at a time.</summary>
internal sealed class ProgressFile(string folder, IRunObserver? next) : IRunObserver, IDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly Dictionary<PlanNode, StageProgress> _running = [];
    private readonly Stopwatch _sinceWritten = new();
    private int _stages, _done;

    public void RunStarted(int stages)
    {
        _stages = stages;
        Write();
        next?.RunStarted(stages);
    }

    public void StageStarted(PlanNode node)
    {
        _running[node] = new(node.FolderName, node.Labels, DateTimeOffset.UtcNow, 0, null, 0, 0, null);
        Write();
        next?.StageStarted(node);
    }

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (_running.TryGetValue(node, out var before))
        {
            if (before.FirstAt is null) before = before with { First = done, FirstAt = DateTimeOffset.UtcNow };
            _running[node] = before with { Done = done, Total = total, Text = text ?? before.Text };
            if (_sinceWritten.Elapsed >= s_between) Write();
        }
        next?.StageProgress(node, done, total, text);
    }

    public void StageFinished(PlanNode node, TimeSpan elapsed)
    {
        Ended(node);
        next?.StageFinished(node, elapsed);
    }

    public void StageReused(PlanNode node)
    {
        Ended(node);
        next?.StageReused(node);
    }

    public void Note(PlanNode? node, string text) => next?.Note(node, text);

    public void Dispose() => Durable.DeleteQuietly(Path.Combine(folder, RunProgress.FileName));

    private void Ended(PlanNode node)
    {
        _done++;
        _running.Remove(node);
        if (_sinceWritten.Elapsed >= s_between || _done == _stages) Write();
    }

    /// <summary>A run does not fail for what only tells of it.</summary>
    private void Write()
    {
        _sinceWritten.Restart();
        var progress = new RunProgress(Environment.ProcessId, Environment.MachineName, _started, DateTimeOffset.UtcNow, _stages, _done,
            [.. _running.Values.OrderBy(s => s.Started)]);
        try
        {
            Durable.WriteBytes(Path.Combine(folder, RunProgress.FileName), JsonSerializer.SerializeToUtf8Bytes(progress, ArtifactJson.Indented));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
