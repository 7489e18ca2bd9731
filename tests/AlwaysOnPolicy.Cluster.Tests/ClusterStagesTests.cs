using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cluster.Tests;

/// <summary>A run whose stages workers make leaves what it leaves without them, whatever happens on the way.</summary>
public sealed class ClusterStagesTests : IDisposable
{
    private readonly ScriptedRay _ray = new();
    private readonly TemporaryFolder _store = new(), _here = new(), _sent = new();
    private readonly Plan _plan = Squares.Plan();
    private readonly List<string> _notes = [];

    public ClusterStagesTests() => _ray.OnSubmit = Works;

    public void Dispose()
    {
        _ray.Dispose();
        _store.Dispose();
        _here.Dispose();
        _sent.Dispose();
    }

    private PlanNode Cut => _plan.Nodes[2];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClusterSettings Settings => new() { Address = $"{_ray.Address}", Store = _store.Path, Shards = 3 };

    /// <summary>The run's settings in the store.</summary>
    private string Left => new StageStore(_store.Path).WriteRun("name: squares\n");

    private string JobId(string key, int attempt) => ShardLauncher.JobId(_store.Path, key, attempt);

    private void Works(ScriptedJob job) => job.Work = () => Worker.Run(job, _plan);

    private async Task<RunFolder> SendAsync(string? folder = null, IRunObserver? observer = null, CancellationToken? cancel = null)
    {
        using var cluster = await ClusterStages.ConnectAsync(Settings, "name: squares\n", new JumpingTime(), Cancel);
        var run = new RunFolder(folder ?? _sent.Path);
        await new Runner(run).RunAsync(_plan, new RunOptions { Workers = cluster }, observer ?? new Notes(_notes), cancel ?? Cancel);
        return run;
    }

    private async Task ShouldBeAsHereAsync(RunFolder sent)
    {
        var here = new RunFolder(_here.Path);
        await new Runner(here).RunAsync(_plan, new RunOptions(), cancel: Cancel);
        foreach (var node in _plan.Nodes)
            StageRecord.TryRead(sent.FolderOf(node))!.Files.ShouldBe(StageRecord.TryRead(here.FolderOf(node))!.Files);
    }

    [Fact]
    public async Task Workers_make_the_same_bytes_from_jobs_that_are_submitted_once()
    {
        await ShouldBeAsHereAsync(await SendAsync());
        var cut = Enumerable.Range(1, 3).Select(n => StageStore.KeyOf(Cut, new(n, 3), Left)).Append(Cut.Key);
        _ray.Submitted.Order(StringComparer.Ordinal).ShouldBe(
            cut.Append(_plan.Nodes[1].Key).Select(key => JobId(key, 1)).Order(StringComparer.Ordinal));
        _ray.Submitted[^1].ShouldBe(JobId(Cut.Key, 1));   // what puts the shards together comes last
        _notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Workers_read_an_input_at_the_same_time()
    {
        await SendAsync();
        using var other = new TemporaryFolder();
        var (run, input) = (new RunFolder(other.Path), Cut.Inputs[0]);
        using var hold = new RunFolder(Path.Combine(_store.Path, input.Key)).Hold();
        new StageStore(_store.Path).LinkInputs(run, Cut);
        File.Exists(Path.Combine(run.FolderOf(input), "stage.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_be_left_in_the_store_is_kept_for_the_next_attempt()
    {
        var first = _plan.Nodes[0];
        await File.WriteAllTextAsync(Path.Combine(_store.Path, first.Key), "in the way", Cancel);
        var worker = new WorkerStage(new StageStore(_store.Path), Left, _plan, compute: null);
        await Should.ThrowAsync<Exception>(() => worker.RunAsync(first, null, 1, null, Cancel));
        var kept = Path.Combine(Path.GetTempPath(), $"aop-worker-{first.Key[..32]}");
        Directory.GetDirectories(Path.Combine(kept, "run", "stages")).ShouldHaveSingleItem();
        File.Delete(Path.Combine(_store.Path, first.Key));
        await new WorkerStage(new StageStore(_store.Path), Left, _plan, compute: null).RunAsync(first, null, 1, null, Cancel);
        Directory.Exists(kept).ShouldBeFalse();
        new StageStore(_store.Path).Has(first).ShouldBeTrue();
    }

    [Fact]
    public async Task Another_run_with_the_same_stages_submits_nothing()
    {
        await SendAsync();
        _ray.Submitted.Clear();
        using var other = new TemporaryFolder();
        await ShouldBeAsHereAsync(await SendAsync(other.Path));
        _ray.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_worker_is_told_of_and_its_shard_is_made_again()
    {
        var lost = JobId(StageStore.KeyOf(Cut, new(2, 3), Left), 1);
        _ray.OnSubmit = job =>
        {
            if (job.Id == lost) (job.Statuses, job.Message) = (["RUNNING", "FAILED"], "Job entrypoint command failed with exit code -9");
            else Works(job);
        };
        await ShouldBeAsHereAsync(await SendAsync());
        _notes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(n => n.ShouldContain(lost), n => n.ShouldContain("exit code -9"));
        _ray.Submitted.ShouldContain(JobId(StageStore.KeyOf(Cut, new(2, 3), Left), 2));
    }

    [Fact]
    public async Task A_client_that_was_killed_finds_its_jobs_and_submits_none_twice()
    {
        using var kill = new CancellationTokenSource();
        _ray.OnSubmit = job =>
        {
            job.Statuses = ["RUNNING"];
            if (_ray.Submitted.Count == 3) kill.Cancel();
            else if (_ray.Submitted.Count == 1) (job.Statuses, job.Work) = (["SUCCEEDED"], () => Worker.Run(job, _plan));
        };
        (await Record.ExceptionAsync(() => SendAsync(cancel: kill.Token))).ShouldBeOfType<StoppedException>();
        _ray.OnSubmit = Works;
        foreach (var job in _ray.Jobs.Values.Where(j => !j.IsOver))
        {
            job.Statuses = ["SUCCEEDED"];
            Works(job);
        }
        await ShouldBeAsHereAsync(await SendAsync());
        _ray.Submitted.ShouldBeUnique();
        _ray.Submitted.ShouldAllBe(id => id.EndsWith("-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_head_that_restarts_in_the_middle_changes_nothing()
    {
        var restarted = false;
        _ray.OnSubmit = job =>
        {
            Works(job);
            if (restarted || _ray.Submitted.Count != 2) return;
            restarted = true;
            _ray.Jobs.Clear();
            _ray.Unready = 3;
        };
        await ShouldBeAsHereAsync(await SendAsync());
        restarted.ShouldBeTrue();
    }

    [Theory, InlineData("side.txt"), InlineData("stage.json"), InlineData("output.json")]
    public async Task A_result_that_is_damaged_in_the_store_is_made_anew(string file)
    {
        await SendAsync();
        var there = Path.Combine(new RunFolder(Path.Combine(_store.Path, Cut.Key)).FolderOf(Cut), file);
        await File.AppendAllTextAsync(there, " ", Cancel);
        using var other = new TemporaryFolder();
        await ShouldBeAsHereAsync(await SendAsync(other.Path));
        _ray.Submitted[^1].ShouldBe(JobId(Cut.Key, 2));
    }

    [Fact]
    public async Task What_fails_on_every_worker_is_told_with_the_end_of_its_log()
    {
        _ray.OnSubmit = job => (job.Statuses, job.Log, job.Message) = (["FAILED"], "aop: command not found\n", "exit code 127");
        (await Should.ThrowAsync<StageFailedException>(() => SendAsync())).Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain("exit code 127"), m => m.ShouldContain("aop: command not found"));
    }

    [Fact]
    public void A_worker_of_another_version_refuses()
    {
        var run = new StageStore(_store.Path).WriteRun("name: squares\n");
        File.ReadAllText(StageStore.ReadRun(run)).ShouldBe("name: squares\n");
        File.WriteAllText(Path.Combine(run, "version"), "0.0.1");
        Should.Throw<StorageException>(() => StageStore.ReadRun(run));
        File.Delete(Path.Combine(run, SealedFolder.FileName));
        SealedFolder.Write(run);
        Should.Throw<ClusterException>(() => StageStore.ReadRun(run)).Message.ShouldContain("0.0.1");
    }

    [Fact]
    public async Task Without_a_store_or_a_head_a_run_does_not_begin()
    {
        await Should.ThrowAsync<SettingsException>(() => ClusterStages.ConnectAsync(Settings with { Store = "" }, "", cancel: Cancel));
        using var closed = new ClosedPort();
        (await Should.ThrowAsync<ClusterException>(() => ClusterStages.ConnectAsync(Settings with { Address = $"http://{closed.Host}" }, "", cancel: Cancel)))
            .Fault.ShouldBe(ClusterFault.Unreachable);
    }

    private sealed class Notes(List<string> notes) : IRunObserver
    {
        public void RunStarted(int stages) { }

        public void StageStarted(PlanNode node) { }

        public void StageProgress(PlanNode node, int done, int total, string? text) { }

        public void StageFinished(PlanNode node, TimeSpan elapsed) { }

        public void StageReused(PlanNode node) { }

        public void Note(PlanNode? node, string text) => notes.Add(text);
    }
}
