using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cluster.Tests;

public sealed class RayJobsTests : IDisposable
{
    private readonly ScriptedRay _ray = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _ray.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_head_tells_version_and_nodes()
    {
        using var jobs = new RayJobs(_ray.Address);
        (await jobs.VersionAsync()).ShouldBe(new RayVersion("4", "2.60.0", "session_1"));
        (await jobs.NodesAsync()).ShouldBe([new RayNode("aa", "127.0.0.1", IsAlive: true, IsHead: true, 2, 16843119821)]);
    }

    [Fact]
    public async Task Another_version_is_refused_by_its_number()
    {
        _ray.Version = "5";
        using var jobs = new RayJobs(_ray.Address);
        (await Should.ThrowAsync<ClusterException>(() => jobs.VersionAsync())).Message.ShouldContain("version 5");
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told_with_the_address()
    {
        using var closed = new ClosedPort();
        using var jobs = new RayJobs(new Uri($"http://{closed.Host}"));
        var error = await Should.ThrowAsync<ClusterException>(() => jobs.VersionAsync());
        error.Fault.ShouldBe(ClusterFault.Unreachable);
        error.Message.ShouldContain(closed.Host);
    }

    [Theory, InlineData(null, "401"), InlineData("wrong-token", "403")]
    public async Task A_token_is_asked_for(string? token, string status)
    {
        _ray.Token = "right-token";
        using var jobs = new RayJobs(_ray.Address, token);
        var error = await Should.ThrowAsync<ClusterException>(() => jobs.VersionAsync());
        error.Fault.ShouldBe(ClusterFault.Denied);
        error.Message.ShouldContain(status);
        using var right = new RayJobs(_ray.Address, "right-token");
        (await right.VersionAsync()).Ray.ShouldBe("2.60.0");
    }

    [Fact]
    public async Task The_same_id_is_submitted_once()
    {
        using var jobs = new RayJobs(_ray.Address);
        (await jobs.SubmitAsync(new RaySubmission("one", "true"))).ShouldBeTrue();
        (await jobs.SubmitAsync(new RaySubmission("one", "true"))).ShouldBeFalse();
        _ray.Submitted.ShouldBe(["one"]);
    }

    [Fact]
    public async Task A_job_is_found_followed_stopped_and_deleted()
    {
        _ray.OnSubmit = job => job.Statuses = ["RUNNING"];
        using var jobs = new RayJobs(_ray.Address);
        await jobs.SubmitAsync(new RaySubmission("one", "true"));
        (await jobs.FindAsync("one"))!.Status.ShouldBe(RayJobStatus.Running);
        (await jobs.LogsAsync("one")).ShouldBe("Running entrypoint\nline 1\n");
        var lines = new List<string>();
        await foreach (var piece in jobs.TailAsync("one")) lines.Add(piece);
        lines.ShouldBe(["Running entrypoint\n", "line 1\n"]);
        (await Should.ThrowAsync<ClusterException>(() => jobs.DeleteAsync("one"))).Message.ShouldContain("non-terminal state RUNNING");
        (await jobs.StopAsync("one")).ShouldBeTrue();
        (await jobs.StopAsync("one")).ShouldBeFalse();
        (await jobs.DeleteAsync("one")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_nobody_knows_is_null()
    {
        using var jobs = new RayJobs(_ray.Address);
        (await jobs.FindAsync("none")).ShouldBeNull();
        (await jobs.LogsAsync("none")).ShouldBeNull();
        (await jobs.StopAsync("none")).ShouldBeFalse();
        (await jobs.DeleteAsync("none")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_is_sent_once_whatever_its_dates()
    {
        var file = Path.Combine(_folder.Path, "a.txt");
        File.WriteAllText(file, "hi");
        using var jobs = new RayJobs(_ray.Address);
        var first = await jobs.UploadAsync(_folder.Path);
        File.SetLastWriteTimeUtc(file, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await jobs.UploadAsync(_folder.Path)).ShouldBe(first);
        _ray.Uploads.ShouldBe(1);
        File.WriteAllText(file, "ho");
        (await jobs.UploadAsync(_folder.Path)).ShouldNotBe(first);
        _ray.Uploads.ShouldBe(2);
    }
}
