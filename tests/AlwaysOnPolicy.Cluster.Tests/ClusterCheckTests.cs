using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Cluster.Tests;

public sealed class ClusterCheckTests : IDisposable
{
    private readonly ScriptedRay _ray = new() { Nodes = ["aa", "bb"] };
    private readonly TemporaryFolder _store = new();
    private readonly List<CheckLine> _lines = [];

    public void Dispose()
    {
        _ray.Dispose();
        _store.Dispose();
    }

    private ClusterSettings Settings => new() { Address = $"{_ray.Address}", Store = _store.Path };

    private Task<bool> CheckAsync(ClusterSettings? settings = null) =>
        new ClusterCheck(settings ?? Settings, new JumpingTime()).RunAsync(_lines.Add, TestContext.Current.CancellationToken);

    private IEnumerable<string> Wrong => _lines.Where(l => !l.IsWell).Select(l => $"{l.What}: {l.Found}");

    /// <summary>The words behind --store, --question and --answer.</summary>
    private static (string Store, string Question, string Answer) Asked(ScriptedJob job)
    {
        var words = ((string)job.Submission["entrypoint"]!).Split(' ');
        words[..3].ShouldBe(["aop", "cluster", "answer"]);
        string After(string option) => words[Array.IndexOf(words, option) + 1].Trim('\'');
        return (After("--store"), After("--question"), After("--answer"));
    }

    private static void Answers(ScriptedJob job, string? nativeError = null) => job.Work = () =>
    {
        var (store, question, answer) = Asked(job);
        ClusterCheck.Answer(store, question, answer, nativeError);
    };

    [Fact]
    public async Task A_cluster_that_is_well_is_told_line_by_line_and_nothing_stays()
    {
        _ray.OnSubmit = job => Answers(job);
        (await CheckAsync()).ShouldBeTrue(string.Join('\n', Wrong));
        _lines.Select(l => l.What.Split(' ')[0]).ShouldBe(["cluster", "nodes", "store", "node", "node"]);
        _ray.Jobs.Values.Select(j => (string?)j.Submission["entrypoint_label_selector"]!["ray.io/node-id"]).ShouldBe(["aa", "bb"], ignoreOrder: true);
        Directory.GetFileSystemEntries(_store.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_node_that_is_wrong_makes_the_cluster_wrong()
    {
        var nodes = 0;
        _ray.OnSubmit = job => Answers(job, nodes++ == 0 ? "libtorch.so: not found" : null);
        (await CheckAsync()).ShouldBeFalse();
        Wrong.ShouldHaveSingleItem().ShouldContain("libtorch.so: not found");
    }

    [Theory, InlineData("0.0.1", null, "aop 0.0.1"), InlineData(null, "00", "other bytes")]
    public async Task Another_version_and_another_store_are_found(string? version, string? hash, string says)
    {
        _ray.OnSubmit = job => job.Work = () =>
        {
            var (store, _, answer) = Asked(job);
            new ShardStore(store).Write(answer, folder => File.WriteAllText(Path.Combine(folder, "node.json"), JsonSerializer.Serialize(
                new ClusterCheck.NodeAnswer("far", version ?? Runner.ProductVersion, hash ?? "", null), ArtifactJson.Compact)));
        };
        (await CheckAsync()).ShouldBeFalse();
        Wrong.Count().ShouldBe(2);
        Wrong.ShouldAllBe(w => w.Contains(says, StringComparison.Ordinal) && w.Contains("far", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_that_is_not_there_and_a_node_without_room_are_told()
    {
        _ray.OnSubmit = job =>
        {
            job.Statuses = [_ray.Submitted.Count == 1 ? "FAILED" : "PENDING"];
            job.Log = "sh: aop: not found\n";
        };
        (await CheckAsync()).ShouldBeFalse();
        Wrong.ShouldContain(w => w.Contains("sh: aop: not found", StringComparison.Ordinal));
        Wrong.ShouldContain(w => w.Contains("Pending", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_at_the_address_and_no_store_are_told()
    {
        using var closed = new ClosedPort();
        (await CheckAsync(Settings with { Address = $"http://{closed.Host}" })).ShouldBeFalse();
        (await CheckAsync(Settings with { Store = "" })).ShouldBeFalse();
        Wrong.ShouldContain(w => w.Contains(closed.Host, StringComparison.Ordinal));
        Wrong.ShouldContain(w => w.StartsWith("store: cluster.store is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_does_not_see_the_store_says_so() =>
        Should.Throw<StorageException>(() => ClusterCheck.Answer(_store.Path, new string('a', 32), new string('b', 32), null)).Message.ShouldContain("Mount");
}
