using System.Text;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Models.Tests.Hub;

/// <summary>Data sets from the hub: the fetcher of models, with other places and other files.</summary>
public sealed class HubDataSetTests : IDisposable
{
    private static readonly string[] s_files = ["README.md", "askbaking/test.json", "askbaking/validation.json", "explainlikeimfive/test.json",
        "data/train-00000-of-00001.parquet", "old.jsonl.gz", "dataset_infos.json", "SHP.py", "picture.png"];

    private readonly TemporaryFolder _folder = new();
    private readonly HubServer _server = new() { Repository = "own/posts", IsDataSet = true };

    public HubDataSetTests()
    {
        foreach (var name in s_files)
            _server.Add(name, Encoding.UTF8.GetBytes($"content of {name}"), large: name.EndsWith(".parquet", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private HubSettings Settings => new() { Endpoint = _server.Endpoint, Cache = new HubCache(_folder.Path) };

    private Task<string> FetchAsync(params string[] patterns) => FetchAsync(Settings, patterns);

    private static Task<string> FetchAsync(HubSettings settings, params string[] patterns) =>
        new HubFetcher(settings, (_, _) => Task.CompletedTask, _ => long.MaxValue).FetchAsync(HubId.ParseDataSet("own/posts"), patterns: patterns);

    private static string[] In(string snapshot) => [.. Directory.GetFiles(snapshot, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(snapshot, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task All_files_of_rows_and_the_card_lie_where_huggingface_hub_lays_data_sets()
    {
        var snapshot = await FetchAsync();
        snapshot.ShouldBe(Path.Combine(_folder.Path, "datasets--own--posts", "snapshots", HubServer.Commit));
        In(snapshot).ShouldBe(["README.md", "askbaking/test.json", "askbaking/validation.json", "data/train-00000-of-00001.parquet",
            "explainlikeimfive/test.json", "old.jsonl.gz"]);
        (await File.ReadAllTextAsync(Path.Combine(snapshot, "askbaking", "test.json"))).ShouldBe("content of askbaking/test.json");
        _server.Requests.Where(r => r.Host == "localhost").ShouldAllBe(r => r.Path.StartsWith("/api/datasets/own/posts/")
            || r.Path.StartsWith("/datasets/own/posts/resolve/"));
    }

    [Fact]
    public async Task Patterns_choose_files_and_a_second_fetch_adds_to_them()
    {
        In(await FetchAsync("*/validation.json")).ShouldBe(["README.md", "askbaking/validation.json"]);
        _server.Requests.Clear();
        In(await FetchAsync("*/test.json", "*/validation.json")).ShouldBe(["README.md", "askbaking/test.json", "askbaking/validation.json",
            "explainlikeimfive/test.json"]);
        _server.Requests.ShouldNotContain(r => r.Path.EndsWith("validation.json"), "it is there");
    }

    [Fact]
    public async Task A_pattern_that_fits_nothing_is_told_with_what_there_is() =>
        (await Should.ThrowAsync<HubException>(() => FetchAsync("*/train.json"))).Message
            .ShouldContain("'own/posts' has no file '*/train.json' at revision main. It has: askbaking/test.json");

    [Fact]
    public async Task A_repository_of_a_script_alone_is_told()
    {
        using var server = new HubServer { Repository = "own/posts", IsDataSet = true };
        server.Add("posts.py", "code"u8.ToArray());
        (await Should.ThrowAsync<HubException>(() => FetchAsync(Settings with { Endpoint = server.Endpoint }))).Message.ShouldContain("--revision");
    }

    [Fact]
    public async Task What_does_not_fit_its_checksum_is_deleted()
    {
        _server.Tampered["askbaking/test.json"] = "content of askbaking/tesT.json"u8.ToArray();
        (await Should.ThrowAsync<HubException>(() => FetchAsync())).Message.ShouldContain("is not what the hub's checksum says");
    }

    [Fact]
    public async Task Offline_the_cache_must_have_what_is_asked_for()
    {
        var offline = Settings with { Offline = true };
        (await Should.ThrowAsync<HubException>(() => FetchAsync(offline))).Message.ShouldContain("HF_HUB_OFFLINE");
        var snapshot = await FetchAsync("*/validation.json");
        _server.Requests.Clear();
        (await FetchAsync(offline, "*/validation.json")).ShouldBe(snapshot);
        (await Should.ThrowAsync<HubException>(() => FetchAsync(offline, "*/test.json"))).Message.ShouldContain("with all files that are asked for");
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_speaks_of_a_data_set()
    {
        _server.Fault = (_, response) =>
        {
            response.StatusCode = 401;
            response.AddHeader("X-Error-Code", "GatedRepo");
            return true;
        };
        var message = (await Should.ThrowAsync<HubException>(() => FetchAsync())).Message;
        message.ShouldContain("Accept the data set's terms");
        message.ShouldContain("/datasets/own/posts");
    }

    [Fact]
    public async Task A_model_of_the_same_name_is_another_repository()
    {
        await FetchAsync();
        new HubCache(_folder.Path).SnapshotOrNull(HubId.Parse("own/posts")).ShouldBeNull();
    }
}
