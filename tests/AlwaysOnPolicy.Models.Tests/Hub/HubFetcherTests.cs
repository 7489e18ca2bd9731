using System.Text;
using AlwaysOnPolicy.Models.Hub;

namespace AlwaysOnPolicy.Models.Tests.Hub;

/// <summary>Fetching from a server that speaks the hub's interface, with all that a network does.</summary>
public sealed class HubFetcherTests : IDisposable
{
    private static readonly byte[] s_config = Encoding.UTF8.GetBytes("""{"model_type": "gpt2"}""");
    private static readonly byte[] s_weights = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251))];
    private static readonly HubId s_id = HubId.Parse("own/tiny");

    private readonly TemporaryFolder _folder = new();
    private readonly HubServer _server = new();
    private readonly List<double> _waits = [];

    public HubFetcherTests()
    {
        _server.Add("config.json", s_config);
        _server.Add("model.safetensors", s_weights, large: true);
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string Repository => Path.Combine(_folder.Path, "models--own--tiny");

    private string Blob(byte[] content, bool large) => Path.Combine(Repository, "blobs", HubServer.HashOf(content, large));

    private HubSettings Settings => new() { Endpoint = _server.Endpoint, Cache = new HubCache(_folder.Path) };

    private Task<string> FetchAsync(HubSettings? settings = null, string revision = "main", long free = long.MaxValue) => new HubFetcher(
        settings ?? Settings,
        (wait, _) =>
        {
            _waits.Add(wait.TotalSeconds);
            return Task.CompletedTask;
        },
        _ => free).FetchAsync(s_id, revision);

    private async Task<string> ErrorAsync(HubSettings? settings = null, string revision = "main", long free = long.MaxValue) =>
        (await Should.ThrowAsync<HubException>(() => FetchAsync(settings, revision, free))).Message;

    [Fact]
    public async Task Of_an_adapter_its_own_files_are_needed_and_no_model()
    {
        using var server = new HubServer();
        server.Add("adapter_config.json", "{}"u8.ToArray());
        server.Add("adapter_model.bin", s_weights, large: true);
        server.Add("adapter_model.safetensors", s_weights, large: true);
        var snapshot = await FetchAsync(Settings with { Endpoint = server.Endpoint });
        Directory.GetFiles(snapshot).Select(f => Path.GetFileName(f)).ShouldBe(["adapter_config.json", "adapter_model.safetensors"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_needed_files_lie_in_the_cache_as_huggingface_hub_lays_them()
    {
        _server.Add("README.md", [1]);   // the card, which names the licence
        _server.Add("notes.md", [4]);
        _server.Add("pytorch_model.bin", [2], large: true);
        _server.Add("consolidated.safetensors", [3], large: true);
        _server.Add("1_Pooling/config.json", "{}"u8.ToArray());
        var snapshot = await FetchAsync();
        snapshot.ShouldBe(Path.Combine(Repository, "snapshots", HubServer.Commit));
        Directory.GetFiles(snapshot, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(snapshot, f).Replace('\\', '/')).Order()
            .ShouldBe(["1_Pooling/config.json", "config.json", "model.safetensors", "README.md"], ignoreOrder: true);
        (await File.ReadAllBytesAsync(Path.Combine(snapshot, "model.safetensors"))).ShouldBe(s_weights);
        (await File.ReadAllBytesAsync(Path.Combine(snapshot, "config.json"))).ShouldBe(s_config);
        (await File.ReadAllTextAsync(Path.Combine(Repository, "refs", "main"))).ShouldBe(HubServer.Commit);
        new HubCache(_folder.Path).Resolve("own/tiny").ShouldBe(snapshot);
        if (OperatingSystem.IsWindows()) return;
        new FileInfo(Path.Combine(snapshot, "model.safetensors")).LinkTarget.ShouldBe($"../../blobs/{HubServer.HashOf(s_weights, true)}");
        new FileInfo(Path.Combine(snapshot, "1_Pooling", "config.json")).LinkTarget.ShouldStartWith("../../../blobs/");
        Directory.GetFiles(Path.Combine(Repository, "blobs")).Length.ShouldBe(4);
    }

    [Fact]
    public async Task The_list_of_a_commits_files_that_huggingface_hub_keeps_there_is_left_alone()
    {
        var list = Path.Combine(Directory.CreateDirectory(Path.Combine(Repository, "trees")).FullName, $"{HubServer.Commit}.json");
        await File.WriteAllTextAsync(list, """{"format_version": 1, "files": {}}""");
        var snapshot = await FetchAsync();
        (await File.ReadAllTextAsync(list)).ShouldBe("""{"format_version": 1, "files": {}}""");
        Directory.GetFiles(Path.Combine(Repository, "trees")).ShouldBe([list]);
        new HubCache(_folder.Path).Resolve("own/tiny").ShouldBe(snapshot);
    }

    [Fact]
    public async Task Bin_weights_and_their_shards_come_where_there_are_no_safetensors()
    {
        using var server = new HubServer();
        foreach (var name in new[] { "config.json", "pytorch_model.bin.index.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin",
            "training_args.bin" })
            server.Add(name, Encoding.UTF8.GetBytes(name), large: name.EndsWith(".bin", StringComparison.Ordinal));
        var snapshot = await FetchAsync(Settings with { Endpoint = server.Endpoint });
        Directory.GetFiles(snapshot).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            ["config.json", "pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin", "pytorch_model.bin.index.json"]);
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_not_to_where_it_redirects()
    {
        await FetchAsync(Settings with { Token = "hf_secret" });
        _server.Requests.Where(r => r.Host == "localhost").ShouldAllBe(r => r.Authorization == "Bearer hf_secret");
        var stored = _server.Requests.Where(r => r.Host == "127.0.0.1").ToArray();
        stored.ShouldNotBeEmpty();
        stored.ShouldAllBe(r => r.Authorization == null);
    }

    [Fact]
    public async Task A_second_fetch_downloads_nothing()
    {
        await FetchAsync();
        _server.Requests.Clear();
        await FetchAsync();
        _server.Requests.ShouldHaveSingleItem().Path.ShouldStartWith("/api/");
    }

    [Fact]
    public async Task A_cut_connection_goes_on_from_where_it_broke()
    {
        _server.Cut = r => r.Path.StartsWith("/storage/", StringComparison.Ordinal) && r.Range is null ? 100_000 : null;
        var snapshot = await FetchAsync();
        (await File.ReadAllBytesAsync(Path.Combine(snapshot, "model.safetensors"))).ShouldBe(s_weights);
        _server.Requests.Where(r => r.Path.StartsWith("/storage/", StringComparison.Ordinal)).Select(r => r.Range).ShouldBe([null, "bytes=100000-"]);
    }

    [Fact]
    public async Task What_an_earlier_fetch_left_is_not_downloaded_again()
    {
        Directory.CreateDirectory(Path.Combine(Repository, "blobs"));
        await File.WriteAllBytesAsync(Blob(s_weights, true) + ".incomplete", s_weights[..299_990]);
        var snapshot = await FetchAsync();
        (await File.ReadAllBytesAsync(Path.Combine(snapshot, "model.safetensors"))).ShouldBe(s_weights);
        _server.Requests.Where(r => r.Path.StartsWith("/storage/", StringComparison.Ordinal)).ShouldHaveSingleItem().Range.ShouldBe("bytes=299990-");
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_is_asked_for_the_whole()
    {
        _server.IgnoresRanges = true;
        _server.Cut = r => r.Path.StartsWith("/storage/", StringComparison.Ordinal) && r.Range is null ? 100_000 : null;
        (await File.ReadAllBytesAsync(Path.Combine(await FetchAsync(), "model.safetensors"))).ShouldBe(s_weights);
    }

    [Fact]
    public async Task A_connection_that_always_breaks_is_told_and_what_came_is_kept()
    {
        _server.Cut = r => !r.Path.StartsWith("/storage/", StringComparison.Ordinal) ? null : r.Range is null ? 1000 : 0;
        (await ErrorAsync()).ShouldContain("1000 of 300000 bytes are kept");
        new FileInfo(Blob(s_weights, true) + ".incomplete").Length.ShouldBe(1000);
        File.Exists(Path.Combine(Repository, "refs", "main")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    public async Task Content_that_does_not_fit_its_checksum_is_deleted(string name)
    {
        var large = name == "model.safetensors";
        var wrong = (large ? s_weights : s_config).ToArray();
        wrong[5] ^= 1;
        _server.Tampered[name] = wrong;
        (await ErrorAsync()).ShouldContain(name);
        var blob = Blob(large ? s_weights : s_config, large);
        (File.Exists(blob), File.Exists(blob + ".incomplete")).ShouldBe((false, false));
        _server.Tampered.Clear();
        await FetchAsync();
        File.Exists(blob).ShouldBeTrue();
    }

    [Theory]
    [InlineData(403, "GatedRepo", null, "HF_TOKEN", "Accept the model's terms", "/own/tiny")]
    [InlineData(401, "GatedRepo", "hf_x", "HF_TOKEN", "Accept the model's terms", "/own/tiny")]
    [InlineData(401, "RepoNotFound", null, "There is no model 'own/tiny'", "HF_TOKEN is not set")]
    [InlineData(404, "RepoNotFound", "hf_x", "There is no model 'own/tiny'", "Check the name")]
    [InlineData(404, "RevisionNotFound", null, "--revision", "revision main")]
    public async Task A_refusal_says_what_to_do(int status, string code, string? token, params string[] says)
    {
        _server.Fault = (_, response) =>
        {
            response.StatusCode = status;
            response.AddHeader("X-Error-Code", code);
            return true;
        };
        var message = await ErrorAsync(Settings with { Token = token });
        foreach (var part in says) message.ShouldContain(part);
        message.ShouldNotContain("hf_x");
        _server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Too_many_requests_are_waited_out_as_long_as_the_hub_asks()
    {
        var refusals = 2;
        _server.Fault = (_, response) =>
        {
            if (refusals-- <= 0) return false;
            response.StatusCode = 429;
            response.AddHeader("Retry-After", "37");
            return true;
        };
        await FetchAsync();
        _waits.ShouldBe([37, 37]);
    }

    [Fact]
    public async Task A_wait_of_an_hour_is_left_to_the_user()
    {
        _server.Fault = (_, response) =>
        {
            response.StatusCode = 429;
            response.AddHeader("Retry-After", "3600");
            return true;
        };
        (await ErrorAsync()).ShouldContain("3600 seconds");
        _waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hiccup_of_the_server_is_tried_again()
    {
        var refusals = 3;
        _server.Fault = (seen, response) =>
        {
            if (seen.Method != "HEAD" || refusals-- <= 0) return false;
            response.StatusCode = 503;
            return true;
        };
        await FetchAsync();
        _waits.ShouldBe([1, 2, 4]);
    }

    [Fact]
    public async Task A_hub_that_is_not_there_is_named()
    {
        _server.Dispose();
        (await ErrorAsync()).ShouldContain("localhost cannot be reached");
    }

    [Fact]
    public async Task Offline_the_cache_must_do()
    {
        var offline = Settings with { Offline = true };
        (await ErrorAsync(offline)).ShouldContain("HF_HUB_OFFLINE");
        var snapshot = await FetchAsync();
        _server.Requests.Clear();
        (await FetchAsync(offline)).ShouldBe(snapshot);
        (await FetchAsync(offline, HubServer.Commit)).ShouldBe(snapshot);
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revision_is_asked_for_and_remembered()
    {
        await FetchAsync(revision: "refs-pr/1");
        _server.Requests.First().Path.ShouldEndWith("/revision/refs-pr%2F1");
        (await File.ReadAllTextAsync(Path.Combine(Repository, "refs", "refs-pr", "1"))).ShouldBe(HubServer.Commit);
        File.Exists(Path.Combine(Repository, "refs", "main")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_disk_is_told_before_anything_comes()
    {
        var message = await ErrorAsync(free: 1000);
        message.ShouldContain("the disk is full");
        message.ShouldContain("HF_HOME");
        _server.Requests.ShouldNotContain(r => r.Path.StartsWith("/storage/", StringComparison.Ordinal));
    }

    [Fact]
    public void The_environment_is_honoured()
    {
        Directory.CreateDirectory(_folder.Path);
        File.WriteAllText(Path.Combine(_folder.Path, "token"), "hf_stored\n");
        var variables = new Dictionary<string, string?> { ["HF_HOME"] = _folder.Path, ["HF_ENDPOINT"] = "https://mirror.example/hf", ["HF_HUB_OFFLINE"] = "1" };
        var settings = HubSettings.Find(variables.GetValueOrDefault);
        settings.ShouldBe(new HubSettings
        {
            Endpoint = new("https://mirror.example/hf"),
            Cache = new(Path.Combine(_folder.Path, "hub")),
            Token = "hf_stored",
            Offline = true
        });
        variables["HF_TOKEN"] = "hf_named";
        HubSettings.Find(variables.GetValueOrDefault).Token.ShouldBe("hf_named");
        variables["HF_ENDPOINT"] = "mirror";
        Should.Throw<SettingsException>(() => HubSettings.Find(variables.GetValueOrDefault)).Message.ShouldContain("HF_ENDPOINT");
    }
}
