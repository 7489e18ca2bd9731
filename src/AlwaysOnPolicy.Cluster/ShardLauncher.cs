using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AlwaysOnPolicy.Secrets;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Runs shards as jobs of a Ray cluster until the store has every result. It keeps nothing itself: one that was killed and is started again finds
/// results by their keys and jobs by their ids, and submits none twice.</summary>
/// <param name="jobs">The cluster.</param>
/// <param name="settings">Its store, bounds and patience.</param>
/// <param name="time">Of all waiting; the system's where null.</param>
public sealed class ShardLauncher(RayJobs jobs, ClusterSettings settings, TimeProvider? time = null) : IDisposable
{
    private const int LogLetters = 2000;
    private readonly ShardStore _store = new(settings.Store);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _places = new(settings.ParallelShards);

    /// <summary>What is told as it happens; called from several threads.</summary>
    public Action<ShardEvent>? Observer { get; init; }

    /// <summary>Where jobs start: what <see cref="RayJobs.UploadAsync"/> gave.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The id of a shard's job: "aop-STORE-KEY-ATTEMPT", the store by the beginning of its path's hash. A result of the same key in another store is
    /// none of this one's.</summary>
    public static string JobId(string store, string key, int attempt) => string.Create(CultureInfo.InvariantCulture,
        $"aop-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(store))))[..8]}-{key}-{attempt}");

    /// <summary>Brings about every result.</summary>
    /// <returns>The results' folders, in the shards' order.</returns>
    /// <exception cref="ClusterException">A shard failed as often as it may, or the cluster stayed away. What is finished is kept, and jobs under way go on:
    /// the same call again goes on from there.</exception>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<Shard> shards, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(shards);
        await Reached(() => jobs.VersionAsync(cancel), cancel);
        // One that is there twice is done once.
        await Parallel.ForEachAsync(shards.DistinctBy(s => s.Key), new ParallelOptions
        {
            MaxDegreeOfParallelism = settings.ParallelShards,
            CancellationToken = cancel,
        }, async (shard, token) =>
        {
            await _places.WaitAsync(token);   // of all that this launcher runs at once
            try
            {
                await RunAsync(shard, token);
            }
            finally
            {
                _places.Release();
            }
        });
        return [.. shards.Select(s => _store.PathOf(s.Key))];
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task RunAsync(Shard shard, CancellationToken cancel)
    {
        if (_store.TryFind(shard.Key, out _) is not null)
        {
            Tell(shard, ShardState.Done, null);
            return;
        }
        var (attempt, last) = (0, (RayJobDetails?)null);
        while (await Reached(() => jobs.FindAsync(JobId(shard.Key, attempt + 1), cancel), cancel) is { } there) (attempt, last) = (attempt + 1, there);
        // A job that is under way counts as this run's first attempt; what is over and left no result is another run's.
        var end = attempt + settings.Attempts;
        if (last is { IsOver: false }) end--;
        else if (last is not null && _store.TryFind(shard.Key, out _) is not null)   // it ended in this moment
        {
            Tell(shard, ShardState.Done, last.Id);
            return;
        }
        else last = null;
        var avoided = new List<string>();
        for (var why = ""; ; last = null)
        {
            if (last is null)
            {
                if (++attempt > end) throw Failed(shard, JobId(shard.Key, attempt - 1), why, await LogEndAsync(JobId(shard.Key, attempt - 1), cancel));
                await SubmitAsync(shard, attempt, avoided, cancel);
            }
            else
            {
                Tell(shard, ShardState.Found, last.Id);
            }
            var id = JobId(shard.Key, attempt);
            (var done, why, var node, var hadNoRoom) = await WaitAsync(shard, id, cancel);
            if (hadNoRoom) end++;   // a cluster that is busy for long is none that fails
            Tell(shard, done ? ShardState.Done : ShardState.Lost, id, why);
            if (done) return;
            if (node is not null) avoided.Add(node);
        }
    }

    private async Task SubmitAsync(Shard shard, int attempt, List<string> avoided, CancellationToken cancel)
    {
        var id = JobId(shard.Key, attempt);
        var job = new RaySubmission(id, shard.Entrypoint)
        {
            WorkingDirectory = WorkingDirectory,
            Cpus = settings.CpusPerShard,
            Metadata = new Dictionary<string, string> { ["aop_shard"] = shard.Key },
            AvoidedNodes = avoided.Count == 0 ? [] : await ElsewhereAsync(avoided, cancel),
        };
        await Reached(() => jobs.SubmitAsync(job, cancel), cancel);
        Tell(shard, ShardState.Submitted, id);
    }

    /// <summary>Waits for the end of a job, or of the patience with it.</summary>
    private async Task<(bool Done, string Why, string? Node, bool HadNoRoom)> WaitAsync(Shard shard, string id, CancellationToken cancel)
    {
        long pendingSince = _time.GetTimestamp(), overSince = 0;
        RayJobStatus? before = null;
        while (true)
        {
            var job = await Reached(() => jobs.FindAsync(id, cancel), cancel);
            string? damage = null;
            if (job is not { IsOver: false } && _store.TryFind(shard.Key, out damage) is not null) return (true, "", job?.NodeId, false);
            if (job is null) return (false, "the cluster does not know the job any more: its head was restarted, or somebody deleted it", null, false);
            if (job.Status is RayJobStatus.Failed or RayJobStatus.Stopped) return (false, $"the job {Word(job)}: {FirstLine(job.Message)}", job.NodeId, false);
            if (job.Status == RayJobStatus.Running && before != RayJobStatus.Running) Tell(shard, ShardState.Running, id);
            if (job.Status == RayJobStatus.Succeeded)
            {
                if (before != RayJobStatus.Succeeded) overSince = _time.GetTimestamp();
                if (_time.GetElapsedTime(overSince).TotalSeconds >= settings.ResultSeconds)
                    return (false, $"the job succeeded, and its result in '{settings.Store}' is not whole: {damage ?? "there is none"}", job.NodeId, false);
            }
            if (job.Status == RayJobStatus.Pending && _time.GetElapsedTime(pendingSince).TotalSeconds >= settings.PendingSeconds)
            {
                await StopQuietlyAsync(id, cancel);
                var nodes = await Reached(() => jobs.NodesAsync(cancel), cancel);
                var never = nodes.Any(n => n.IsAlive && n.Cpus >= settings.CpusPerShard) ? "" : string.Create(CultureInfo.InvariantCulture,
                    $" No machine of the cluster has {settings.CpusPerShard} processors (cluster.cpus_per_shard): lower it, or add one.");
                return (false, $"the job waited {settings.PendingSeconds:0} s for its resources: {FirstLine(job.Message)}{never}", null, true);
            }
            before = job.Status;
            await Task.Delay(TimeSpan.FromSeconds(settings.PollSeconds), _time, cancel);
        }
    }

    /// <summary>The nodes to avoid, unless no other could run the shard.</summary>
    private async Task<IReadOnlyList<string>> ElsewhereAsync(List<string> avoided, CancellationToken cancel)
    {
        var nodes = await Reached(() => jobs.NodesAsync(cancel), cancel);
        return nodes.Any(n => n.IsAlive && n.Cpus >= settings.CpusPerShard && !avoided.Contains(n.Id)) ? [.. avoided.Distinct()] : [];
    }

    /// <summary>Asks the head, also again while it is away.</summary>
    private async Task<T> Reached<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        for (var since = _time.GetTimestamp(); ;)
        {
            try
            {
                return await ask();
            }
            catch (ClusterException e) when (e.Fault == ClusterFault.Unreachable && _time.GetElapsedTime(since).TotalSeconds < settings.HeadSeconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(settings.PollSeconds), _time, cancel);
            }
        }
    }

    private async Task StopQuietlyAsync(string id, CancellationToken cancel)
    {
        try
        {
            await jobs.StopAsync(id, cancel);
        }
        catch (ClusterException)
        {
            // A job that runs on does no harm: its result is the same.
        }
    }

    private async Task<string> LogEndAsync(string id, CancellationToken cancel)
    {
        try
        {
            var log = await jobs.LogsAsync(id, cancel) ?? "";
            return log.Length > LogLetters ? log[^LogLetters..] : log;
        }
        catch (ClusterException)
        {
            return "";
        }
    }

    private ClusterException Failed(Shard shard, string id, string why, string log) => new(ClusterFault.ShardFailed,
        $"Shard {shard.Key} failed {settings.Attempts} times, as often as cluster.attempts allows; the last time, {why}. Mend that and run the same command " +
        $"again: finished shards are kept. The end of the log of job '{id}' at '{jobs.Address}':\n{log.TrimEnd()}");

    private void Tell(Shard shard, ShardState state, string? job, string detail = "") =>
        Observer?.Invoke(new(shard.Key, state, job, KnownSecrets.Hide(detail)));

    private string JobId(string key, int attempt) => JobId(settings.Store, key, attempt);

    private static string Word(RayJobDetails job) => job.Status == RayJobStatus.Stopped ? "was stopped" : "failed";

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
