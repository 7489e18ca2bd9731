using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cluster.Tests;

public sealed class ShardLauncherTests : IDisposable
{
    private static readonly string s_key = new('a', 16), s_other = new('b', 16);
    private readonly ScriptedRay _ray = new();
    private readonly TemporaryFolder _folder = new();
    private readonly RayJobs _jobs;
    private readonly ShardStore _store;

    public ShardLauncherTests()
    {
        _jobs = new RayJobs(_ray.Address);
        _store = new ShardStore(_folder.Path);
        _ray.OnSubmit = Works;
    }

    public void Dispose()
    {
        _jobs.Dispose();
        _ray.Dispose();
        _folder.Dispose();
    }

    private string JobId(string key, int attempt) => ShardLauncher.JobId(_folder.Path, key, attempt);

    [Fact]
    public async Task A_job_of_another_store_is_none_of_this_one()
    {
        using var other = new TemporaryFolder();
        _ray.Submitted.ShouldBeEmpty();
        using var jobs = new RayJobs(_ray.Address);
        _ray.OnSubmit = job => job.Statuses = ["RUNNING"];
        await jobs.SubmitAsync(new RaySubmission(ShardLauncher.JobId(other.Path, s_key, 1), "a"));
        _ray.OnSubmit = Works;
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Submitted[^1].ShouldBe(JobId(s_key, 1));
    }

    [Fact]
    public async Task Shards_end_with_their_results_in_order()
    {
        var folders = await Launcher().RunAsync([new(s_other, "b"), new(s_key, "a"), new(s_other, "b")]);
        folders.Select(f => File.ReadAllText(Path.Combine(f, "out.txt"))).ShouldBe([s_other, s_key, s_other]);
        _ray.Submitted.Order(StringComparer.Ordinal).ShouldBe([JobId(s_key, 1), JobId(s_other, 1)]);
    }

    [Fact]
    public async Task A_result_that_is_there_needs_no_job()
    {
        Write(s_key);
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_result_that_was_damaged_is_made_anew()
    {
        Write(s_key);
        File.WriteAllText(Path.Combine(_store.PathOf(s_key), "out.txt"), "other");
        await Launcher().RunAsync([new(s_key, "a")]);
        File.ReadAllText(Path.Combine(_store.PathOf(s_key), "out.txt")).ShouldBe(s_key);
    }

    [Theory, InlineData("FAILED"), InlineData("STOPPED"), InlineData("SUCCEEDED")]
    public async Task A_job_that_came_to_nothing_is_followed_by_the_next(string end)
    {
        FirstOnly(job => job.Statuses = ["RUNNING", end]);
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Submitted.ShouldBe([JobId(s_key, 1), JobId(s_key, 2)]);
    }

    [Fact]
    public async Task A_job_stuck_in_pending_is_stopped_and_followed_by_the_next()
    {
        FirstOnly(job => job.Statuses = ["PENDING"]);
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Jobs[JobId(s_key, 1)].IsStopped.ShouldBeTrue();
        _ray.Submitted.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_cluster_that_stays_busy_costs_no_attempts()
    {
        _ray.OnSubmit = job =>
        {
            if (_ray.Submitted.Count <= 2 * Settings.Attempts) job.Statuses = ["PENDING"];
            else Works(job);
        };
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Submitted.Count.ShouldBe((2 * Settings.Attempts) + 1);
    }

    [Fact]
    public async Task A_restarted_head_is_waited_for_and_gets_the_job_anew()
    {
        FirstOnly(job => job.Statuses = ["RUNNING"]);
        var launcher = Launcher(told =>
        {
            if (told.State != ShardState.Running || told.JobId != JobId(s_key, 1)) return;
            _ray.Jobs.Clear();
            _ray.Unready = 3;
        });
        await launcher.RunAsync([new(s_key, "a")]);
        _ray.Submitted.ShouldBe([JobId(s_key, 1), JobId(s_key, 2)]);
    }

    [Fact]
    public async Task A_head_that_stays_away_is_an_error()
    {
        _ray.Unready = int.MaxValue;
        (await Should.ThrowAsync<ClusterException>(() => Launcher().RunAsync([new(s_key, "a")]))).Fault.ShouldBe(ClusterFault.Unreachable);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_lost_is_not_repeated()
    {
        _ray.LosesAnswer = true;
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Submitted.ShouldBe([JobId(s_key, 1)]);
    }

    [Fact]
    public async Task A_second_client_finds_the_jobs_of_a_killed_one()
    {
        _ray.OnSubmit = job => job.Statuses = ["RUNNING"];
        using var kill = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => Launcher(told => { if (told.State == ShardState.Running) kill.Cancel(); })
            .RunAsync([new(s_key, "a")], kill.Token));
        _ray.Jobs[JobId(s_key, 1)].IsStopped.ShouldBeFalse();

        Works(_ray.Jobs[JobId(s_key, 1)]);
        var told = new List<ShardState>();
        await Launcher(e => { lock (told) told.Add(e.State); }).RunAsync([new(s_key, "a")]);
        _ray.Submitted.ShouldBe([JobId(s_key, 1)]);
        told.ShouldContain(ShardState.Found);
    }

    [Fact]
    public async Task After_the_last_attempt_the_error_has_the_end_of_the_log()
    {
        _ray.OnSubmit = job => (job.Statuses, job.Log, job.Message) = (["FAILED"], "no such model\n", "Job entrypoint command failed with exit code 2");
        var error = await Should.ThrowAsync<ClusterException>(() => Launcher().RunAsync([new(s_key, "a")]));
        error.Fault.ShouldBe(ClusterFault.ShardFailed);
        error.Message.ShouldContain("exit code 2");
        error.Message.ShouldEndWith("no such model");
        _ray.Submitted.Count.ShouldBe(Settings.Attempts);

        // What failed in one run is tried again by the next, under new ids.
        _ray.OnSubmit = Works;
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Submitted[^1].ShouldBe(JobId(s_key, Settings.Attempts + 1));
    }

    [Fact]
    public async Task The_next_attempt_avoids_the_node_where_there_is_another()
    {
        _ray.Nodes = ["aa", "bb"];
        FirstOnly(job => (job.Statuses, job.Node) = (["FAILED"], "aa"));
        await Launcher().RunAsync([new(s_key, "a")]);
        ((string?)_ray.Jobs[JobId(s_key, 2)].Submission["entrypoint_label_selector"]!["ray.io/node-id"]).ShouldBe("!in(aa)");
    }

    [Fact]
    public async Task The_only_node_is_not_avoided()
    {
        FirstOnly(job => (job.Statuses, job.Node) = (["FAILED"], "aa"));
        await Launcher().RunAsync([new(s_key, "a")]);
        _ray.Jobs[JobId(s_key, 2)].Submission["entrypoint_label_selector"].ShouldBeNull();
    }

    [Fact]
    public async Task No_more_jobs_are_under_way_than_allowed()
    {
        var shards = Enumerable.Range(0, 12).Select(i => new Shard($"{i:x16}", "a")).ToArray();
        await Launcher().RunAsync(shards);
        _ray.Submitted.Count.ShouldBe(12);
        _ray.MostUnderWay.ShouldBeInRange(1, Settings.ParallelShards);
    }

    private ClusterSettings Settings => new() { Store = _folder.Path, ParallelShards = 2, Attempts = 3 };

    private ShardLauncher Launcher(Action<ShardEvent>? observer = null) => new(_jobs, Settings, new JumpingTime()) { Observer = observer };

    private void Works(ScriptedJob job)
    {
        job.Statuses = ["PENDING", "RUNNING", "SUCCEEDED"];
        job.Work = () => Write(job.Id.Split('-')[^2]);
    }

    private void FirstOnly(Action<ScriptedJob> first) => _ray.OnSubmit = job => (job.Id.EndsWith("-1", StringComparison.Ordinal) ? first : Works)(job);

    private void Write(string key) => _store.Write(key, folder => File.WriteAllText(Path.Combine(folder, "out.txt"), key));
}
