using System.Globalization;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Web.Dashboard;

/// <summary>Looks at a run's folder again and again, and wakes whoever waits for something new. It reads files only, so that the run may be killed, go on in
/// another process, or be finished.</summary>
internal sealed class RunFeed(RunFolder run, TimeSpan between)
{
    /// <summary>A stage that goes on for long has more to show now and then.</summary>
    private const int SecondsOfReport = 30;

    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();

    /// <exception cref="SettingsException">The folder holds no run.</exception>
    /// <exception cref="StorageException">Its plan cannot be read.</exception>
    public RunMoment Now { get; private set; } = Look(run);

    /// <summary>Ends when the run is no longer at <paramref name="seen"/>.</summary>
    public Task ChangedAsync(RunMoment seen)
    {
        lock (_gate) return ReferenceEquals(Now, seen) ? _changed.Task : Task.CompletedTask;
    }

    /// <summary>Looks until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(between);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            RunMoment next;
            try
            {
                next = Look(run);
            }
            catch (Exception e) when (e is UserErrorException or IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
            {
                continue;   // it is being written, or gone for a moment
            }
            if (IsSame(next, Now)) continue;
            lock (_gate)
            {
                Now = next;
                _changed.SetResult();
                _changed = New();
            }
        }
    }

    private static RunMoment Look(RunFolder run)
    {
        var (log, status) = (run.ReadLog(), RunStatus.Read(run));
        var written = File.GetLastWriteTimeUtc(Path.Combine(run.ReportFolder, "report.json")).Ticks;
        var slice = status.State == RunState.Running ? DateTimeOffset.UtcNow.ToUnixTimeSeconds() / SecondsOfReport : 0;
        return new(log, status, string.Create(CultureInfo.InvariantCulture, $"{status.Done}-{status.State}-{written:x}-{slice}"));
    }

    private static bool IsSame(RunMoment a, RunMoment b) => a.Log.Count == b.Log.Count && a.Report == b.Report && a.Status.State == b.Status.State
        && a.Status.Stages == b.Status.Stages && a.Status.Running.SequenceEqual(b.Status.Running, StageSteps.Instance);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Two stages are one moment where they have come equally far.</summary>
    private sealed class StageSteps : IEqualityComparer<StageProgress>
    {
        public static readonly StageSteps Instance = new();

        public bool Equals(StageProgress? a, StageProgress? b) => (a?.Stage, a?.Done, a?.Total, a?.Text) == (b?.Stage, b?.Done, b?.Total, b?.Text);

        public int GetHashCode(StageProgress stage) => stage.Stage.GetHashCode(StringComparison.Ordinal);
    }
}
