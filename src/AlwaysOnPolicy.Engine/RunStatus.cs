namespace AlwaysOnPolicy.Engine;

/// <summary>Where a run stands, from its files alone: whoever asks changes nothing, also while it is going on.</summary>
/// <param name="State">What has become of it.</param>
/// <param name="Stages">To finish.</param>
/// <param name="Done">Of these.</param>
/// <param name="Running">Under way; empty of a run that is not going on.</param>
/// <param name="Since">When the newest run in the folder began.</param>
/// <param name="Took">That one, to its end or to when this was read: never negative, however the clock was set.</param>
/// <param name="Last">The labels of the stage that was finished last; null where none is.</param>
/// <param name="Error">What made it fail.</param>
public sealed record RunStatus(
    RunState State, int Stages, int Done, IReadOnlyList<StageProgress> Running, DateTimeOffset Since, TimeSpan Took, string? Last, string? Error)
{
    /// <summary>Reads a run's folder.</summary>
    /// <exception cref="SettingsException">The folder holds no run.</exception>
    /// <exception cref="StorageException">Its plan cannot be read.</exception>
    public static RunStatus Read(RunFolder run) => Read(run, TimeProvider.System);

    internal static RunStatus Read(RunFolder run, TimeProvider time)
    {
        var planned = PlannedStage.In(run);
        var log = run.ReadLog();
        var newest = log.Reverse().TakeWhile(l => l.Event != "run_started").Reverse().ToArray();
        var since = log.LastOrDefault(l => l.Event == "run_started")?.Time ?? File.GetLastWriteTimeUtc(run.PlanFile);
        var end = newest.LastOrDefault(l => l.Event.StartsWith("run_", StringComparison.Ordinal));
        var told = end is null ? RunProgress.TryRead(run.FullPath) : null;
        var progress = told?.IsAlive() == true ? told : null;
        var state = end?.Event switch
        {
            "run_finished" => RunState.Finished,
            "run_cancelled" => RunState.Stopped,
            "run_failed" => RunState.Failed,
            _ => progress is null ? RunState.Killed : RunState.Running,
        };
        var finished = planned.Count(s => File.Exists(Path.Combine(run.StagesFolder, s.FolderName, StageRecord.FileName)));
        var last = log.LastOrDefault(l => l.Event == "stage_finished");
        return new(
            state, progress?.Stages ?? planned.Count, progress?.Done ?? finished,
            [.. progress?.Running.Select(s => s with { Seconds = s.Seconds + SinceTold() }) ?? []], since, TimeSpan.FromSeconds(end?.Seconds ?? Untold()),
            last is null ? null : string.Join("; ", last.Labels ?? []), newest.LastOrDefault(l => l.Event == "stage_failed")?.Text);

        double Untold() => told is null ? Math.Max(0, ((newest.LastOrDefault()?.Time ?? since) - since).TotalSeconds) : told.Seconds + SinceTold();

        // The one place that sets two clock times against each other: what a run that goes on has not told yet. A clock that was set back gives 0.
        double SinceTold() => progress is null ? 0 : Math.Max(0, (time.GetUtcNow() - progress.Written).TotalSeconds);
    }
}
