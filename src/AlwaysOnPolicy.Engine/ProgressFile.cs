using System.Text.Json;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Engine;

/// <summary>Keeps <see cref="RunProgress"/> while a run goes on, and hands on what it is told. Calls come one at a time.</summary>
/// <param name="time">Its wall clock says when something was written, and nothing else: it may be set at any time.</param>
internal sealed class ProgressFile(string folder, IRunObserver? next, TimeProvider? time = null) : IRunObserver, IDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly DateTimeOffset _started = (time ?? TimeProvider.System).GetUtcNow();
    private readonly long _began = (time ?? TimeProvider.System).GetTimestamp();
    private readonly Dictionary<PlanNode, (long Began, StageProgress Progress)> _running = [];
    private long _written;
    private int _stages, _done;

    public void RunStarted(int stages)
    {
        _stages = stages;
        Write();
        next?.RunStarted(stages);
    }

    public void StageStarted(PlanNode node)
    {
        _running[node] = (_time.GetTimestamp(), new(node.FolderName, node.Labels, 0, 0, null, 0, 0, null));
        Write();
        next?.StageStarted(node);
    }

    public void StageProgress(PlanNode node, int done, int total, string? text)
    {
        if (_running.TryGetValue(node, out var stage))
        {
            var before = stage.Progress;
            if (before.FirstSeconds is null) before = before with { First = done, FirstSeconds = Since(stage.Began) };
            _running[node] = stage with { Progress = before with { Done = done, Total = total, Text = text ?? before.Text } };
            if (IsTime) Write();
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
        if (IsTime || _done == _stages) Write();
    }

    private bool IsTime => _time.GetElapsedTime(_written) >= s_between;

    private double Since(long timestamp) => Math.Round(_time.GetElapsedTime(timestamp).TotalSeconds, 3);

    /// <summary>A run does not fail for what only tells of it.</summary>
    private void Write()
    {
        _written = _time.GetTimestamp();
        var progress = new RunProgress(Environment.ProcessId, Environment.MachineName, _started, _time.GetUtcNow(), Since(_began), _stages, _done,
            [.. _running.Values.OrderBy(s => s.Began).Select(s => s.Progress with { Seconds = Since(s.Began) })], RunMemory.Now());
        try
        {
            Durable.WriteBytes(Path.Combine(folder, RunProgress.FileName), JsonSerializer.SerializeToUtf8Bytes(progress, ArtifactJson.Indented));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
