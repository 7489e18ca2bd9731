using System.Diagnostics;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cluster.Tests;

/// <summary>The same against a real Ray on this machine, which bench/ray.sh starts.</summary>
public sealed class LiveRayTests(ITestOutputHelper output) : IDisposable
{
    private const string AddressVariable = "AOP_RAY_ADDRESS";

    // A worker in another language: what it leaves is read by the product's own check.
    private const string Worker = """
        import hashlib, json, os, sys, uuid
        store, key = sys.argv[1], sys.argv[2]
        folder = f"{store}/.writing-{key}-{uuid.uuid4().hex}"
        os.makedirs(folder)
        content = f"result of {key}\n".encode()
        open(f"{folder}/out.txt", "wb").write(content)
        files = [{"path": "out.txt", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}]
        body = json.dumps({"files": files})[:-1].rstrip() + ',\n  "seal": "'
        open(f"{folder}/files.json", "w").write(f'{body}{hashlib.sha256(body.encode()).hexdigest()}"\n}}\n')
        os.rename(folder, f"{store}/{key}")
        print("written", flush=True)
        """;

    private readonly TemporaryFolder _store = new();
    private readonly TemporaryFolder _package = new();
    private readonly string _run = Guid.NewGuid().ToString("N");

    public void Dispose()
    {
        _store.Dispose();
        _package.Dispose();
    }

    private string JobId(string key, int attempt) => ShardLauncher.JobId(_store.Path, key, attempt);

    [Fact]
    public async Task A_job_is_submitted_followed_and_stopped()
    {
        using var jobs = await ConnectAsync();
        (await jobs.NodesAsync()).ShouldContain(n => n.IsAlive && n.Cpus >= 1);
        var id = $"test-{_run}";
        (await jobs.SubmitAsync(new RaySubmission(id, "echo begun; sleep 600"))).ShouldBeTrue();
        (await jobs.SubmitAsync(new RaySubmission(id, "echo begun; sleep 600"))).ShouldBeFalse();
        await foreach (var piece in jobs.TailAsync(id))
            if (piece.Split('\n').Contains("begun")) break;
        (await jobs.StopAsync(id)).ShouldBeTrue();
        while ((await jobs.FindAsync(id))!.IsOver is false) await Task.Delay(200);
        (await jobs.FindAsync(id))!.Status.ShouldBe(RayJobStatus.Stopped);
        (await jobs.DeleteAsync(id)).ShouldBeTrue();
        (await jobs.FindAsync(id)).ShouldBeNull();
        (await jobs.LogsAsync(id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_and_a_client_killed_end_with_the_right_results()
    {
        using var jobs = await ConnectAsync();
        await File.WriteAllTextAsync(Path.Combine(_package.Path, "worker.py"), Worker);
        var package = await jobs.UploadAsync(_package.Path);
        (await jobs.UploadAsync(_package.Path)).ShouldBe(package);

        // The first command of the first shard kills itself in the middle; the second shard waits until the first client is gone.
        string killed = Path.Combine(_store.Path, "killed"), gone = Path.Combine(_store.Path, "gone");
        var shards = new[]
        {
            new Shard($"a{_run[..30]}", $"test -e {killed} || {{ touch {killed}; kill -9 $$; }}; python3 worker.py {_store.Path} a{_run[..30]}"),
            new Shard($"b{_run[..30]}", $"while ! test -e {gone}; do sleep 0.1; done; python3 worker.py {_store.Path} b{_run[..30]}"),
        };
        using var kill = new CancellationTokenSource();
        var told = new List<ShardEvent>();
        var settings = new ClusterSettings { Store = _store.Path, PollSeconds = 0.2, CpusPerShard = 0.1 };
        ShardLauncher Launcher() => new(jobs, settings)
        {
            WorkingDirectory = package,
            Observer = e =>
            {
                lock (told) told.Add(e);
                if (e.State == ShardState.Lost) kill.Cancel();
            },
        };
        await Should.ThrowAsync<OperationCanceledException>(() => Launcher().RunAsync(shards, kill.Token));
        await File.WriteAllTextAsync(gone, "");
        var folders = await Launcher().RunAsync(shards);
        folders.Select(f => File.ReadAllText(Path.Combine(f, "out.txt"))).ShouldBe(shards.Select(s => $"result of {s.Key}\n"));
        told.ShouldContain(e => e.State == ShardState.Lost && e.Detail.Contains("exit code -9", StringComparison.Ordinal));
        var ids = (await jobs.ListAsync()).Select(j => j.Id).Where(id => shards.Any(s => id.Contains(s.Key, StringComparison.Ordinal)));
        ids.Order(StringComparer.Ordinal).ShouldBe([JobId(shards[0].Key, 1), JobId(shards[0].Key, 2), JobId(shards[1].Key, 1)]);
    }

    [Fact]
    public async Task A_hundred_empty_shards_come_to_their_results()
    {
        using var jobs = await ConnectAsync();
        await File.WriteAllTextAsync(Path.Combine(_package.Path, "worker.py"), Worker);
        var shards = Enumerable.Range(0, 100).Select(n => $"{n:x2}{_run[..30]}").Select(key => new Shard(key, $"python3 worker.py {_store.Path} {key}"));
        var clock = Stopwatch.StartNew();
        using var launcher = new ShardLauncher(jobs, new ClusterSettings { Store = _store.Path, CpusPerShard = 0.1 })
        {
            WorkingDirectory = await jobs.UploadAsync(_package.Path),
        };
        (await launcher.RunAsync([.. shards])).ShouldBeUnique();
        output.WriteLine($"100 empty shards: {clock.Elapsed.TotalSeconds:0.0} s");
    }

    private static async Task<RayJobs> ConnectAsync()
    {
        var address = Environment.GetEnvironmentVariable(AddressVariable);
        Assert.SkipWhen(address is null, $"{AddressVariable} is not set: bench/ray.sh starts a real Ray and sets it");
        var jobs = new RayJobs(new Uri(address!));
        await jobs.VersionAsync();
        return jobs;
    }
}
