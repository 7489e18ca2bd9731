using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;
using AlwaysOnPolicy.Web.Rewards;

namespace AlwaysOnPolicy.Web.Tests.Rewards;

public sealed class RewardServerTests : IAsyncDisposable
{
    private static readonly RewardServerOptions s_options = new() { Port = 0, Template = "Q: {question} A:", Endings = ["</s>"] };
    private readonly TemporaryFolder _folder = new();
    private HttpClient _http = new();
    private readonly GatedReward _reward = new();
    private RewardServer? _server;

    private string Record => Path.Combine(_folder.Path, "record.jsonl");

    public async ValueTask DisposeAsync()
    {
        _reward.Gate.Set();
        if (_server is not null) await _server.DisposeAsync();
        _reward.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_call_is_answered_and_recorded_and_a_new_server_goes_on()
    {
        const int Calls = 300;
        await StartAsync(s_options with { BatchSize = 8 });
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (i, _) =>
        {
            using var reply = await AskAsync($"Q: what of {i} ? A: {new string('x', i)}</s>", $"Q: what of {i} ? A:", i % 2 == 0 ? "even" : "odd");
            reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            var said = await ReadAsync(reply);
            said["rewards"]!.AsArray().Single()!.GetValue<double>().ShouldBe(i);
            said["scores"]!.ToJsonString().ShouldBe(said["rewards"]!.ToJsonString());
            said["extra_logs"]!.AsObject().Count.ShouldBe(0);
        });
        await RestartAsync(s_options);
        _server!.Recorded.ShouldBe(Calls);
        (await AskAsync("Q: more ? A: yes", "Q: more ? A:", null)).Dispose();
        var lines = Lines();
        lines.Select(l => l["sample"]!.GetValue<int>()).ShouldBe(Enumerable.Range(0, Calls + 1));
        lines.Take(Calls).Select(l => (l["question"]!.GetValue<string>(), l["domain"]!.GetValue<string>(), l["reward"]!.GetValue<double>()))
            .ShouldBe(Enumerable.Range(0, Calls).Select(i => ($"what of {i} ?", i % 2 == 0 ? "even" : "odd", (double)i)), ignoreOrder: true);
        lines[^1]["domain"].ShouldBeNull();
        _reward.Ended["yes"].ShouldBeFalse();
        _reward.Ended["xxx"].ShouldBeTrue();
    }

    [Theory]
    [InlineData("{", null)]
    [InlineData("{}", "query")]
    [InlineData("""{"query": ["Q: a A: b"]}""", "prompts")]
    [InlineData("""{"query": "Q: a A: b", "prompts": ["Q: a A:"]}""", "query")]
    [InlineData("""{"query": [null], "prompts": ["Q: a A:"]}""", "query[0]")]
    [InlineData("""{"query": ["Q: a A: b"], "prompts": ["Q: a A:", "Q: c A:"]}""", "prompts")]
    [InlineData("""{"query": ["Q: a A: b"], "prompts": ["Q: a A:"], "labels": []}""", null, true)]
    [InlineData("""{"query": ["Q: a A: b"], "prompts": ["Q: a A:"], "labels": [3]}""", "labels[0]")]
    [InlineData("""{"query": ["cut A: b"], "prompts": ["Q: cut A:"]}""", "query[0]")]
    [InlineData("""{"query": ["Human: a A: b"], "prompts": ["Human: a A:"]}""", "prompts[0]")]
    [InlineData("""{"query": ["Q: a A: b"], "prompts": ["Q: a A:"], "model": "m"}""", "model")]
    public async Task A_bad_request_is_refused_with_its_field_and_not_recorded(string body, string? field, bool good = false)
    {
        await StartAsync(s_options);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await _http.PostAsync("get_reward", content, Cancel);
        reply.StatusCode.ShouldBe(good ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        Lines().Count.ShouldBe(good ? 1 : 0);
        if (good) return;
        var error = (await ReadAsync(reply))["error"]!;
        error["param"]?.GetValue<string>().ShouldBe(field);
        error["message"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    /// <summary>OpenRLHF sends all but one of several servers nothing to score.</summary>
    [Fact]
    public async Task Empty_lists_have_empty_rewards()
    {
        await StartAsync(s_options);
        using var reply = await _http.PostAsJsonAsync("get_reward", new
        {
            query = Array.Empty<string>(),
            prompts = Array.Empty<string>(),
            labels = Array.Empty<string>()
        }, Cancel);
        (await ReadAsync(reply))["rewards"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_comes_when_too_many_wait_is_told_when_to_come_back()
    {
        _reward.Gate.Reset();
        await StartAsync(s_options with { Waiting = 2, BatchSize = 1 });
        var waiting = Enumerable.Range(0, 2).Select(i => AskAsync($"Q: {i} A: x", $"Q: {i} A:", "d")).ToArray();
        while ((await _http.GetFromJsonAsync<JsonNode>("health", Cancel))!["waiting"]!.GetValue<int>() < 2) await Task.Yield();
        using (var refused = await AskAsync("Q: 3 A: x", "Q: 3 A:", "d"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        }
        _reward.Gate.Set();
        foreach (var reply in await Task.WhenAll(waiting))
            using (reply) reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        Lines().Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_token_comes_as_bearer_or_in_the_address()
    {
        await StartAsync(s_options with { Token = "a:secret" });
        async Task<HttpStatusCode> WithAsync(string? header)
        {
            _http.DefaultRequestHeaders.Remove("Authorization");
            if (header is not null) _http.DefaultRequestHeaders.Add("Authorization", header);
            using var reply = await AskAsync("Q: a A: b", "Q: a A:", "d");
            return reply.StatusCode;
        }
        string Basic(string text) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}";
        (await WithAsync(null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithAsync("Bearer wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithAsync(Basic("a:wrong"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithAsync("Basic ?")).ShouldBe(HttpStatusCode.Unauthorized);
        (await WithAsync("Bearer a:secret")).ShouldBe(HttpStatusCode.OK);
        (await WithAsync(Basic("aop:a:secret"))).ShouldBe(HttpStatusCode.OK);
        Lines().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reward_that_is_no_number_is_an_error_and_no_record()
    {
        await StartAsync(s_options);
        using var reply = await AskAsync("Q: a A: NaN", "Q: a A:", "d");
        reply.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await ReadAsync(reply))["error"]!["message"]!.GetValue<string>().ShouldContain("no number");
        Lines().ShouldBeEmpty();
    }

    [Fact]
    public async Task Half_a_line_is_taken_away_and_two_servers_share_no_file()
    {
        await File.WriteAllTextAsync(Record, """{"id":"1","question":"a","sample":0,"answer":"b","reward":1}""" + "\n{\"id\":\"2\",\"que", Cancel);
        await StartAsync(s_options);
        (await AskAsync("Q: a A: b", "Q: a A:", "d")).Dispose();
        Lines().Select(l => l["sample"]!.GetValue<int>()).ShouldBe([0, 1]);
        (await Should.ThrowAsync<SettingsException>(() => RewardServer.StartAsync(_reward, Record, s_options, Cancel))).Message.ShouldContain("--record");
    }

    [Fact]
    public async Task A_file_of_prompts_says_which_question_a_prompt_is()
    {
        var file = Path.Combine(_folder.Path, "prompts.jsonl");
        await File.WriteAllTextAsync(file, """{"input":"<s>any frame: a?","domain":"own","id":"p7","question":"a?"}""" + "\n", Cancel);
        await StartAsync(s_options with { Prompts = new PromptBook(file) });
        (await AskAsync("<s>any frame: a? b</s>", "<s>any frame: a?", "")).Dispose();
        var line = Lines().Single();
        (line["id"]!.GetValue<string>(), line["domain"]!.GetValue<string>(), line["question"]!.GetValue<string>(), line["answer"]!.GetValue<string>())
            .ShouldBe(("p7", "own", "a?", "b"));
        using var unknown = await AskAsync("other: b", "other:", "d");
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await File.AppendAllTextAsync(file, """{"input":"x","domain":""}""" + "\n", Cancel);
        Should.Throw<DataException>(() => new PromptBook(file)).Message.ShouldContain(":2");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task StartAsync(RewardServerOptions options)
    {
        _server = await RewardServer.StartAsync(_reward, Record, options, Cancel);
        _http.BaseAddress = _server.Address;
    }

    private async Task RestartAsync(RewardServerOptions options)
    {
        await _server!.DisposeAsync();
        _http.Dispose();
        _http = new();
        await StartAsync(options);
    }

    private Task<HttpResponseMessage> AskAsync(string query, string prompt, string? label) =>
        _http.PostAsJsonAsync("get_reward", new { query = new[] { query }, prompts = new[] { prompt }, labels = new[] { label } }, Cancel);

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage reply) => (await reply.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;

    private List<JsonNode> Lines()
    {
        using var file = new StreamReader(new FileStream(Record, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return [.. file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
    }

    /// <summary>An answer's length, or what it spells; it waits at its gate.</summary>
    private sealed class GatedReward : IRewardModel
    {
        public ManualResetEventSlim Gate { get; } = new(initialState: true);

        public Dictionary<string, bool> Ended { get; } = [];

        public string Name => "length";

        public ValueTask<double[]> ScoreAsync(IReadOnlyList<Exchange> exchanges, CancellationToken cancel = default)
        {
            Gate.Wait(cancel);
            foreach (var e in exchanges) Ended[e.Answer] = e.Ended;
            return new([.. exchanges.Select(e => e.Answer == "NaN" ? double.NaN : e.Answer.Length)]);
        }

        public void Dispose() => Gate.Dispose();
    }
}
