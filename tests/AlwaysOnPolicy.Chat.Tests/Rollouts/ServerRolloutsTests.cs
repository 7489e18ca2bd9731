using System.Text.Json.Nodes;
using AlwaysOnPolicy.Chat.Rollouts;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Chat.Tests.Rollouts;

public sealed class ServerRolloutsTests : IDisposable
{
    private const string Other = "0123456789abcdef0123456789abcdef";
    private readonly RolloutWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void VLlm_is_told_every_cut_of_the_distribution_also_where_there_is_none()
    {
        var body = JsonNode.Parse(new RolloutRow([1], 1, new SamplingOptions(), 10).Request(RolloutSampler.Vllm, "v"))!.AsObject();
        new[] { "top_p", "top_k", "min_p", "repetition_penalty", "min_tokens" }.Select(k => body[k]!.GetValue<double>()).ShouldBe([1, -1, 0, 1, 0]);
    }

    [Fact]
    public async Task Several_servers_share_the_answers_and_each_row_gets_its_own()
    {
        using ScriptedRollouts a = new(_world.Version), b = new(_world.Version), c = new(_world.Version);
        var done = new List<int>();
        await DrawAllAsync([a, b, c], 60, progress: done.Add);
        (a.Draws + b.Draws + c.Draws).ShouldBe(60);
        done.ShouldBe(Enumerable.Range(1, 60));
        foreach (var server in new[] { a, b, c }) server.Requests.Select(r => r.Path).Distinct().ShouldNotContain("/v1/policy");
    }

    [Fact]
    public async Task A_server_of_another_policy_is_told_to_load_the_one_that_is_wanted()
    {
        using ScriptedRollouts a = new(Other), b = new(null);
        await DrawAllAsync([a, b], 20);
        foreach (var server in new[] { a, b })
            JsonNode.Parse(server.Requests.Single(r => r.Path == "/v1/policy").Body)!.ToJsonString()
                .ShouldBe(new JsonObject { ["folder"] = _world.Folder, ["version"] = _world.Version }.ToJsonString());
    }

    [Fact]
    public async Task One_that_cannot_load_it_is_named_with_what_it_serves_and_what_was_wanted()
    {
        using ScriptedRollouts a = new(_world.Version), b = new(Other) { Loads = false };
        var wrong = await RefusedAsync([a, b]);
        wrong.ShouldContain(b.Address);
        wrong.ShouldContain("serves the policy 0123456789abcdef, and " + _world.Version[..16]);
        wrong.ShouldContain("--policies-in");
        (a.Draws + b.Draws).ShouldBe(0);
    }

    [Fact]
    public async Task A_policy_that_is_swapped_in_the_middle_is_noticed()
    {
        using ScriptedRollouts a = new(_world.Version) { Change = (number, answer) => { if (number == 9) answer["system_fingerprint"] = Other; } };
        var wrong = await RefusedAsync([a]);
        wrong.ShouldContain($"{a.Address}/ answered by the policy 0123456789abcdef, and {_world.Version[..16]} was asked");
    }

    [Fact]
    public async Task A_server_with_too_much_to_do_is_asked_again_when_it_says()
    {
        using ScriptedRollouts a = new(_world.Version)
        {
            Script = number => number % 3 == 1 && number < 30 ? Reply.Error(429, "busy") with { Headers = [("Retry-After", "0")] } : null,
        };
        await DrawAllAsync([a], 30, s => s with { Retries = 0 });
        a.Draws.ShouldBe(30 + 10);
    }

    [Fact]
    public async Task One_that_asks_for_too_long_a_pause_is_lost_and_the_other_draws_all()
    {
        using ScriptedRollouts a = new(_world.Version) { Script = _ => Reply.Error(429, "busy") with { Headers = [("Retry-After", "9999")] } };
        using var b = new ScriptedRollouts(_world.Version);
        var told = new List<string>();
        await DrawAllAsync([a, b], 40, tell: told.Add);
        b.Draws.ShouldBe(40);
        told.ShouldHaveSingleItem().ShouldContain($"{a.Address}/ is lost: it refused for load (429): busy");
    }

    [Theory]
    [InlineData("error")]
    [InlineData("cut")]
    [InlineData("gone")]
    [InlineData("no JSON")]
    public async Task What_fails_now_and_then_is_asked_again(string how)
    {
        using ScriptedRollouts a = new(_world.Version) { Script = number => number % 5 == 0 ? Trouble(how) : null };
        await DrawAllAsync([a], 30, s => s with { Retries = 30, InFlight = 4 });
    }

    [Theory]
    [InlineData("error")]
    [InlineData("cut")]
    [InlineData("gone")]
    public async Task What_a_lost_server_was_asked_for_goes_to_the_others(string how)
    {
        using ScriptedRollouts a = new(_world.Version) { Script = number => number > 5 ? Trouble(how) : null }, b = new(_world.Version);
        var told = new List<string>();
        await DrawAllAsync([a, b], 80, s => s with { InFlight = 8, Retries = 1 }, told.Add);
        told.Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_looked_for_again_before_the_next_batch()
    {
        using var a = new ScriptedRollouts(_world.Version);
        using var closed = new ClosedPort();
        var told = new List<string>();
        using var engine = _world.Engine(new() { Servers = [a.Address, $"http://{closed.Host}/v1"], Retries = 2 }, told.Add);
        for (var batch = 1; batch <= 2; batch++)
        {
            Compare(await engine.AnswerAsync(RolloutWorld.Requests(10), RolloutWorld.Sampling, cancel: TestContext.Current.CancellationToken));
            told.Count.ShouldBe(batch);
        }
        a.Draws.ShouldBe(20);
    }

    [Fact]
    public async Task Where_all_are_lost_each_is_named_and_it_can_go_on_later()
    {
        var down = true;
        using ScriptedRollouts a = new(_world.Version) { Script = _ => down ? Reply.Error(500, "out of memory") : null };
        using var closed = new ClosedPort();
        using var engine = _world.Engine(new() { Servers = [a.Address, $"http://{closed.Host}"], Retries = 1 });
        var wrong = (await Should.ThrowAsync<RolloutException>(() => AskAsync(engine))).Message;
        wrong.ShouldStartWith("No rollout server is left, with 10 answers to be drawn");
        wrong.ShouldContain($"{a.Address}/ (it refused with 500: out of memory)");
        wrong.ShouldContain(closed.Host);
        down = false;
        Compare(await AskAsync(engine));
    }

    [Theory]
    [InlineData("no ids", "no token ids")]
    [InlineData("no logprobs", "no log-probabilities")]
    [InlineData("few logprobs", "log-probabilities to")]
    [InlineData("outside", "outside the vocabulary of 20")]
    [InlineData("negative", "outside the vocabulary of 20")]
    [InlineData("another prompt", "an answer to another prompt")]
    [InlineData("beyond its end", "goes on behind its end")]
    [InlineData("without its end", "ends (stop) where it should not")]
    [InlineData("two choices", "no list of one choice")]
    public async Task What_is_no_answer_of_the_policy_is_refused(string fault, string said)
    {
        using ScriptedRollouts a = new(_world.Version) { Change = (number, answer) => { if (number == 4) Spoil(answer, fault); } };
        var wrong = await RefusedAsync([a]);
        wrong.ShouldStartWith($"The rollout server {a.Address}/ sent ");
        wrong.ShouldContain(said);
    }

    [Fact]
    public async Task No_server_has_more_under_way_than_it_may()
    {
        using ScriptedRollouts a = new(_world.Version), b = new(_world.Version);
        await DrawAllAsync([a, b], 60, s => s with { InFlight = 3 });
        a.MostUnderWay.ShouldBeLessThanOrEqualTo(3);
        b.MostUnderWay.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Vllm_loads_the_policy_as_an_adapter_by_its_version()
    {
        File.WriteAllText(Path.Combine(_world.Folder, "adapter_config.json"), "{}");
        var version = Models.Checkpoints.PolicyVersion.Of(_world.Folder);
        using var a = new ScriptedRollouts(Other, RolloutSampler.Vllm);
        await DrawAllAsync([a], 10, s => s with { Sampler = RolloutSampler.Vllm });
        var load = JsonNode.Parse(a.Requests.Single(r => r.Path == "/v1/load_lora_adapter").Body)!;
        load["lora_name"]!.GetValue<string>().ShouldBe(version);
        load["lora_path"]!.GetValue<string>().ShouldBe(_world.Folder);
        a.Requests.Where(r => r.Path == "/v1/completions").Select(r => JsonNode.Parse(r.Body)!["model"]!.GetValue<string>()).Distinct().ShouldBe([version]);
    }

    [Fact]
    public async Task Vllm_with_whole_weights_is_told_how_to_serve_them()
    {
        using var a = new ScriptedRollouts(Other, RolloutSampler.Vllm);
        var wrong = await RefusedAsync([a], s => s with { Sampler = RolloutSampler.Vllm });
        wrong.ShouldContain($"vllm serve {_world.Folder} --served-model-name {_world.Version}");
        a.Version = _world.Version;
        await DrawAllAsync([a], 5, s => s with { Sampler = RolloutSampler.Vllm });
    }

    [Fact]
    public async Task A_server_of_another_kind_or_type_of_numbers_is_refused()
    {
        using var a = new ScriptedRollouts(_world.Version, RolloutSampler.Vllm);
        (await RefusedAsync([a])).ShouldContain("set rollouts.sampler to vllm");
        using var b = new ScriptedRollouts(_world.Version);
        using var engine = _world.Engine(new() { Servers = [b.Address] }, dtype: "bfloat16");
        (await Should.ThrowAsync<RolloutException>(() => AskAsync(engine))).Message.ShouldContain("Start it with --dtype bfloat16");
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using var stop = new CancellationTokenSource();
        using ScriptedRollouts a = new(_world.Version) { Script = number => { if (number == 3) stop.Cancel(); return null; } };
        using var engine = _world.Engine(new() { Servers = [a.Address] });
        await Should.ThrowAsync<OperationCanceledException>(() => engine.AnswerAsync(RolloutWorld.Requests(500), RolloutWorld.Sampling, cancel: stop.Token));
    }

    [Theory]
    [InlineData("http://a:1", "http://a:1/v1", "twice")]
    [InlineData("http://user:word@a:1", "http://b:1", "password")]
    [InlineData("a", "http://b:1", "is no address")]
    public void Addresses_are_looked_at_before(string first, string second, string said) =>
        Should.Throw<SettingsException>(() => ServerRollouts.Check(new() { Servers = [first, second] })).Message.ShouldContain(said);

    private static Reply Trouble(string how) => how switch
    {
        "cut" => new(200, """{"system_fingerprint": "x", "choices": []}""", Cut: true),
        "gone" => new(200, "", Silent: true),
        "no JSON" => new(200, "<html>a proxy's page</html>"),
        _ => Reply.Error(503, "starting"),
    };

    private static void Spoil(JsonObject answer, string fault)
    {
        var choice = answer["choices"]![0]!.AsObject();
        JsonArray ids = choice["token_ids"]!.AsArray(), logprobs = choice["logprobs"]!["token_logprobs"]!.AsArray();
        switch (fault)
        {
            case "no ids": choice.Remove("token_ids"); break;
            case "no logprobs": choice["logprobs"] = null; break;
            case "few logprobs": logprobs.RemoveAt(0); break;
            case "outside": ids[0] = 20; break;
            case "negative": ids[0] = -1; break;
            case "another prompt": choice["prompt_token_ids"] = new JsonArray(7); break;
            case "two choices": answer["choices"]!.AsArray().Add(choice.DeepClone()); break;
            default:
                var (end, number) = (fault == "beyond its end", fault == "beyond its end" ? 0 : 5);
                choice["token_ids"] = new JsonArray(3, number, end ? 4 : 5);
                choice["logprobs"]!["token_logprobs"] = new JsonArray(-1, -1, -1);
                choice["finish_reason"] = "stop";
                break;
        }
    }

    private async Task<string> RefusedAsync(ScriptedRollouts[] servers, Func<RolloutSettings, RolloutSettings>? change = null) =>
        (await Should.ThrowAsync<RolloutException>(() => DrawAllAsync(servers, 30, change))).Message;

    private static Task<IReadOnlyList<Answer>> AskAsync(ServerRollouts engine) =>
        engine.AnswerAsync(RolloutWorld.Requests(10), RolloutWorld.Sampling, cancel: TestContext.Current.CancellationToken);

    /// <summary>Draws by the servers, and holds every answer to what its seed and prompt make.</summary>
    private async Task DrawAllAsync(ScriptedRollouts[] servers, int count, Func<RolloutSettings, RolloutSettings>? change = null, Action<string>? tell = null,
        Action<int>? progress = null)
    {
        var settings = new RolloutSettings { Servers = [.. servers.Select(s => s.Address)] };
        using var engine = _world.Engine(change?.Invoke(settings) ?? settings, tell);
        Compare(await engine.AnswerAsync(RolloutWorld.Requests(count), RolloutWorld.Sampling, progress: progress,
            cancel: TestContext.Current.CancellationToken));
    }

    private static void Compare(IReadOnlyList<Answer> answers)
    {
        var requests = RolloutWorld.Requests(answers.Count);
        for (var i = 0; i < answers.Count; i++)
        {
            int[] prompt = [1 + (i % 19), 2 + (i % 7)];
            answers[i].PromptIds.ShouldBe(prompt);
            var ids = ScriptedRollouts.Tokens(prompt, requests[i].Seed);
            answers[i].Ids.ShouldBe(ids);
            answers[i].Logprobs.ShouldBe(ids.Select(id => -0.25f * id));
            answers[i].Ended.ShouldBe(ids[^1] == 0);
            answers[i].Text.ShouldBe(string.Join(' ', ids.Where(id => id != 0).Select(id => $"w{id}")));
        }
    }
}
