using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;

namespace AlwaysOnPolicy.Cluster;

/// <summary>Looks whether a run can have its stages made by a cluster: whether it answers, and on each node, by a small job, whether the tool is of this
/// version, sees the store and loads its native library.</summary>
/// <param name="settings">Of the cluster.</param>
/// <param name="time">Of all waiting; the system's where null.</param>
public sealed class ClusterCheck(ClusterSettings settings, TimeProvider? time = null)
{
    private const string AnswerName = "node.json", QuestionName = "question";
    private const double LeastCpus = 0.01;   // a look is to find room beside whatever runs
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>What a job found on its node.</summary>
    /// <param name="Machine">Its name.</param>
    /// <param name="Version">Of the tool there.</param>
    /// <param name="Question">SHA-256 of what the client had left in the store, as the node read it.</param>
    /// <param name="NativeError">Why the native library does not load; null where it does.</param>
    public sealed record NodeAnswer(string Machine, string Version, string Question, string? NativeError);

    /// <summary>Looks at everything, as far as it goes.</summary>
    /// <param name="tell">Takes each finding as it is made.</param>
    /// <returns>Whether all is well.</returns>
    public async Task<bool> RunAsync(Action<CheckLine> tell, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(tell);
        var well = true;
        void Tell(bool isWell, string what, string found)
        {
            well &= isWell;
            tell(new(isWell, what, found));
        }

        RayJobs? jobs = null;
        string? left = null;
        try
        {
            jobs = settings.Connect();
            var version = await jobs.VersionAsync(cancel);
            Tell(true, "cluster", $"'{settings.Address}' is Ray {version.Ray}, with version {version.Version} of its Jobs interface");
            var nodes = (await jobs.NodesAsync(cancel)).Where(n => n.IsAlive).ToArray();
            var roomy = nodes.Any(n => n.Cpus >= settings.CpusPerShard);
            Tell(roomy, "nodes", string.Create(CultureInfo.InvariantCulture,
                $"{nodes.Length} alive, with {nodes.Sum(n => n.Cpus):0.##} processors; a job takes {settings.CpusPerShard:0.##} (cluster.cpus_per_shard)" +
                $"{(roomy ? "" : ": start a node that has as many, or lower it")}"));
            if (LeaveQuestion(Tell) is not { } question) return false;
            left = question.Key;
            foreach (var found in await Task.WhenAll(nodes.Where(n => n.Cpus > 0).Select(n => LookAsync(jobs, n, question, cancel))))
                Tell(found.IsWell, found.What, found.Found);
        }
        catch (UserErrorException e)
        {
            Tell(false, "cluster", e.Message);
        }
        finally
        {
            jobs?.Dispose();
            if (left is not null) Durable.DeleteQuietly(new ShardStore(settings.Store).PathOf(left));
        }
        return well;
    }

    /// <summary>On a node: reads what the client left in the store, and leaves an answer there.</summary>
    /// <param name="question">The key of what was left.</param>
    /// <param name="answer">The key of the answer.</param>
    /// <param name="nativeError">Why the native library does not load; null where it does.</param>
    /// <exception cref="StorageException">The store is not seen or cannot be written.</exception>
    public static void Answer(string store, string question, string answer, string? nativeError)
    {
        var there = new ShardStore(store);
        var left = there.TryFind(question, out var damage) ?? throw new StorageException($"'{there.PathOf(question)}' is not seen on " +
            $"{Environment.MachineName}, and the client has written it. {damage} Mount the store (cluster.store) under the same path on every machine.");
        var content = new NodeAnswer(Environment.MachineName, Runner.ProductVersion,
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(left, QuestionName)))), nativeError);
        there.Write(answer, folder => File.WriteAllText(Path.Combine(folder, AnswerName), JsonSerializer.Serialize(content, ArtifactJson.Compact)));
    }

    private (string Key, string Hash)? LeaveQuestion(Action<bool, string, string> tell)
    {
        try
        {
            settings.RequireStore();
            var (key, content) = (NewKey(), RandomNumberGenerator.GetBytes(1 << 12));
            new ShardStore(settings.Store).Write(key, folder => File.WriteAllBytes(Path.Combine(folder, QuestionName), content));
            tell(true, "store", $"'{Path.GetFullPath(settings.Store)}' can be written here");
            return (key, Convert.ToHexStringLower(SHA256.HashData(content)));
        }
        catch (UserErrorException e)
        {
            tell(false, "store", e.Message);
            return null;
        }
    }

    private async Task<CheckLine> LookAsync(RayJobs jobs, RayNode node, (string Key, string Hash) question, CancellationToken cancel)
    {
        var (what, key) = ($"node {node.Address}", NewKey());
        var id = ShardLauncher.JobId(settings.Store, key, 1);
        var store = new ShardStore(settings.Store);
        try
        {
            await jobs.SubmitAsync(new RaySubmission(id, $"{settings.Command} cluster answer --store {ClusterStages.Quote(Path.GetFullPath(settings.Store))} " +
                $"--question {question.Key} --answer {key}")
            {
                Cpus = LeastCpus,
                OnlyNode = node.Id,
            }, cancel);
            var begun = _time.GetTimestamp();
            while (true)
            {
                var job = await jobs.FindAsync(id, cancel);
                if (store.TryFind(key, out _) is { } found) return Judge(found, what, question.Hash);
                if (job is null) return new(false, what, "the head lost the job. Does it restart? Look at its log.");
                if (job.Status is RayJobStatus.Failed or RayJobStatus.Stopped)
                    return new(false, what, $"'{settings.Command}' does not do its work there (cluster.command): {job.Message.Split('\n')[0]} " +
                        $"{await LastLineAsync(jobs, id, cancel)}".TrimEnd());
                if (_time.GetElapsedTime(begun).TotalSeconds >= settings.PendingSeconds)
                {
                    await jobs.StopAsync(id, cancel);
                    return new(false, what, $"no answer in {settings.PendingSeconds:0} s (cluster.pending_seconds); the job is {job.Status}. Its " +
                        "processors are taken, or its result does not come to the store that is seen here.");
                }
                await Task.Delay(TimeSpan.FromSeconds(settings.PollSeconds), _time, cancel);
            }
        }
        catch (ClusterException e)
        {
            return new(false, what, e.Message);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return new(false, what, $"left an answer that is not read here ({e.Message}). Install the same version of aop on all machines.");
        }
        finally
        {
            Durable.DeleteQuietly(store.PathOf(key));
        }
    }

    private static CheckLine Judge(string folder, string what, string hash)
    {
        var node = JsonSerializer.Deserialize<NodeAnswer>(File.ReadAllText(Path.Combine(folder, AnswerName)), ArtifactJson.Compact)!;
        what = $"{what} ({node.Machine})";
        if (node.Version != Runner.ProductVersion)
            return new(false, what, $"has aop {node.Version}, and this machine {Runner.ProductVersion}. Install the same on all machines.");
        if (node.Question != hash) return new(false, what, "reads other bytes in the store than were written here. Look at how it is mounted there.");
        return node.NativeError is { } error
            ? new(false, what, $"cannot load the native library: {error} Run aop doctor there.")
            : new(true, what, $"aop {node.Version}, sees the store both ways, loads the native library");
    }

    private static async Task<string> LastLineAsync(RayJobs jobs, string id, CancellationToken cancel) =>
        (await jobs.LogsAsync(id, cancel) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
