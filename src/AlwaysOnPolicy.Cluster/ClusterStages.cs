using System.Collections.Concurrent;
using System.Globalization;
using AlwaysOnPolicy.Engine;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Has the stages of a run made by the workers of a Ray cluster: a job for each shard of a stage that is cut, and one that puts them together or makes
/// the stage. Started again it finds results by their keys and jobs by their ids.</summary>
public sealed class ClusterStages : IStageWorkers, IDisposable
{
    private readonly ClusterSettings _settings;
    private readonly RayJobs _jobs;
    private readonly StageStore _store;
    private readonly ShardLauncher _launcher;
    private readonly string _run;
    private readonly ConcurrentDictionary<string, Action<ShardEvent>> _told = new();

    private ClusterStages(ClusterSettings settings, RayJobs jobs, string run, TimeProvider? time)
    {
        (_settings, _jobs, _store, _run) = (settings, jobs, new StageStore(settings.Store), run);
        _launcher = new ShardLauncher(jobs, settings, time) { Observer = e => _told.GetValueOrDefault(e.Key)?.Invoke(e) };
    }

    /// <summary>Looks whether the cluster is there, and leaves the run's settings in the store.</summary>
    /// <param name="experiment">The run's settings as a file has them, with all that decides how workers compute.</param>
    /// <param name="time">Of all waiting; the system's where null.</param>
    /// <exception cref="ClusterException">It cannot be reached, or speaks another version.</exception>
    /// <exception cref="StorageException">The store cannot be written.</exception>
    public static async Task<ClusterStages> ConnectAsync(
        ClusterSettings settings, string experiment, TimeProvider? time = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.RequireStore();
        var jobs = settings.Connect();
        try
        {
            await jobs.VersionAsync(cancel);
            return new(settings, jobs, new StageStore(settings.Store).WriteRun(experiment), time);
        }
        catch
        {
            jobs.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task RunAsync(PlanNode node, RunFolder run, Action<string> tell, Action<int, int> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!_store.Has(node))
        {
            foreach (var input in node.Inputs) _store.Write(run, input);
            var shards = ShardsOf(node, _settings);
            var (done, jobs) = (0, shards > 1 ? shards + 1 : 1);
            void Told(ShardEvent e)
            {
                if (e.State == ShardState.Lost) tell($"Job {e.JobId} came to nothing: {e.Detail}. Its work is done again.");
                if (e.State == ShardState.Found) tell($"Job {e.JobId} was there already, and is waited for.");
                if (e.State == ShardState.Done) progress(Interlocked.Increment(ref done), jobs);
            }
            if (shards > 1)
                await LaunchAsync([.. Enumerable.Range(1, shards).Select(n => new StageShard(n, shards))
                    .Select(s => new Shard(StageStore.KeyOf(node, s, _run), Line(node, $"--shard {s}")))], Told, cancel);
            var whole = shards > 1 ? string.Create(CultureInfo.InvariantCulture, $"--shards {shards}") : "";
            await LaunchAsync([new Shard(node.Key, Line(node, whole))], Told, cancel);
        }
        _store.Take(run, node);
    }

    /// <summary>Jobs for shards of a stage; 1 for one that is not cut.</summary>
    public static int ShardsOf(PlanNode node, ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Reach == StageReach.InShards ? settings.Shards : 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _launcher.Dispose();
        _jobs.Dispose();
    }

    private async Task LaunchAsync(Shard[] shards, Action<ShardEvent> told, CancellationToken cancel)
    {
        foreach (var shard in shards) _told[shard.Key] = told;
        await _launcher.RunAsync(shards, cancel);
    }

    private string Line(PlanNode node, string piece) =>
        $"{_settings.Command} stage run {node.Key} --run {Quote(_run)} --store {Quote(_store.FullPath)} {piece}".TrimEnd();

    /// <summary>For the shell of a worker.</summary>
    internal static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
