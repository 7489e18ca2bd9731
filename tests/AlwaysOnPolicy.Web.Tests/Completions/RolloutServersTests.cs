using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.PpoAlone;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;

namespace AlwaysOnPolicy.Web.Tests.Completions;

/// <summary>Real servers of this process as rollout servers.</summary>
public sealed class RolloutServersTests : IAsyncDisposable
{
    /// <summary>The weights that the same training leaves in this process alone.</summary>
    private static readonly Lazy<Task<string>> s_alone = new(AloneAsync);
    private readonly RolloutWorld _world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Servers_draw_token_for_token_what_this_process_draws()
    {
        var (a, _) = await _world.ServeAsync();
        var (b, _) = await _world.ServeAsync("other");   // which loads the policy first
        var requests = Requests(24);
        using var policy = Policy.Load(_world.At("policy"), RolloutWorld.Format);
        foreach (var sampling in new[]
        {
            RolloutWorld.Sampling, RolloutWorld.Sampling with { Greedy = true }, RolloutWorld.Sampling with { TopK = 5, TopP = 0.9, MinNewTokens = 3 },
            RolloutWorld.Sampling with { RepetitionPenalty = 1.3, EosIds = [.. policy.Format.Endings.Ids, 300, 301, 302, 303, 304, 305] },
        })
        {
            using var engine = _world.Engine(_world.Rollouts(a, b));
            var drawn = await engine.AnswerAsync(requests, sampling, cancel: Cancel);
            var own = policy.Answer(requests, sampling, cancel: Cancel);
            drawn.Select(Said).ShouldBe(own.Select(Said));
            drawn.ShouldAllBe(answer => answer.Logprobs!.Length == answer.Ids.Length);
        }
    }

    [Fact]
    public async Task An_iteration_of_ppo_on_two_servers_is_the_one_of_this_process_bit_for_bit()
    {
        var (a, _) = await _world.ServeAsync();
        var (b, _) = await _world.ServeAsync();
        var alone = await s_alone.Value;
        var served = await RunAsync(_world.Ppo(_world.Rollouts(a, b)), "served");
        served.ShouldBe(alone);
        var steps = Metrics("served").Select(s => s["stats"]!["rollouts/logprob_difference_max"]!.GetValue<double>()).ToArray();
        steps.Length.ShouldBe(3);
        steps.ShouldAllBe(d => d < 1e-4);
        Notes("served").ShouldContain(n => n.StartsWith("Rollout servers drew 3 steps: their log-probabilities differ from the learner's by"));
        Directory.EnumerateDirectories(_world.At("served"), "served", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    /// <summary>It is gone when the last step draws: the other draws all of it.</summary>
    [Fact]
    public async Task A_server_that_goes_in_the_middle_loses_nothing()
    {
        var (a, first) = await _world.ServeAsync();
        var (b, _) = await _world.ServeAsync();
        var alone = await s_alone.Value;
        (await RunAsync(_world.Ppo(_world.Rollouts(a, b)), "served", new EndsAServer(a))).ShouldBe(alone);
        first.Version.ShouldNotBe(PolicyVersion.Of(_world.At("policy")), "it had drawn for a policy that moved");
    }

    [Fact]
    public async Task Where_all_are_gone_the_run_ends_and_goes_on_with_others()
    {
        var (a, first) = await _world.ServeAsync();
        var alone = await s_alone.Value;
        var error = await Should.ThrowAsync<UserErrorException>(() => RunAsync(_world.Ppo(_world.Rollouts(a)), "served", new EndsAServer(a)));
        error.Message.ShouldContain("No rollout server is left");
        first.Version.ShouldNotBe(PolicyVersion.Of(_world.At("policy")));
        var (b, _) = await _world.ServeAsync("other");
        (await RunAsync(_world.Ppo(_world.Rollouts(b)), "served")).ShouldBe(alone);
    }

    [Fact]
    public async Task A_server_that_keeps_another_policy_ends_the_run_by_name()
    {
        var (a, _) = await _world.ServeAsync();
        var (b, _) = await _world.ServeAsync("other", loads: false);
        var error = await Should.ThrowAsync<UserErrorException>(() => RunAsync(_world.Ppo(_world.Rollouts(a, b)), "served"));
        error.Message.ShouldContain($"The rollout server {b.Address} serves the policy {PolicyVersion.Of(_world.At("other"))[..16]}, and " +
            PolicyVersion.Of(_world.At("policy"))[..16]);
    }

    /// <summary>Seven rows at once find one place and two seats: the others are turned away, and come again.</summary>
    [Fact]
    public async Task A_server_with_few_places_turns_away_and_draws_all_the_same()
    {
        var (a, _) = await _world.ServeAsync(limits: new ServingLimits { Batch = new() { MaxRows = 1 }, Waiting = 2 });
        using var engine = _world.Engine(_world.Rollouts(a) with { InFlight = 7 });
        using var policy = Policy.Load(_world.At("policy"), RolloutWorld.Format);
        (await engine.AnswerAsync(Requests(14), RolloutWorld.Sampling, cancel: Cancel)).Select(Said)
            .ShouldBe(policy.Answer(Requests(14), RolloutWorld.Sampling, cancel: Cancel).Select(Said));
    }

    [Theory]
    [InlineData("/etc", "0", 403)]
    [InlineData("..", "0", 403)]
    [InlineData("missing", "0", 403)]
    [InlineData("other", "0", 409)]
    [InlineData(null, "0", 400)]
    public async Task A_policy_is_loaded_from_below_the_folder_and_by_its_content_alone(string? folder, string version, int status)
    {
        var (server, policy) = await _world.ServeAsync();
        var before = policy.Version;
        var (given, body) = await ChangeAsync(server.Address, folder is null ? null : _world.At(folder), version);
        given.ShouldBe(status, body.ToJsonString());
        policy.Version.ShouldBe(before);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_followed_before_it_is_looked_at()
    {
        await using var elsewhere = new RolloutWorld();
        Directory.CreateSymbolicLink(_world.At("link"), elsewhere.At("other"));
        var (server, _) = await _world.ServeAsync();
        (await ChangeAsync(server.Address, _world.At("link"), PolicyVersion.Of(elsewhere.At("other")))).Status.ShouldBe(403);

        // Nor by a link to what is reached through another one.
        Directory.CreateSymbolicLink(_world.At("out"), Path.GetDirectoryName(elsewhere.At("other"))!);
        Directory.CreateSymbolicLink(_world.At("through"), Path.Combine(_world.At("out"), "other"));
        (await ChangeAsync(server.Address, _world.At("through"), PolicyVersion.Of(elsewhere.At("other")))).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_change_waits_for_answers_that_grow_and_every_answer_names_its_policy()
    {
        var (server, policy) = await _world.ServeAsync();
        var (old, next) = (PolicyVersion.Of(_world.At("policy")), PolicyVersion.Of(_world.At("other")));
        var growing = policy.TryAsk([new ServedRequest([5, 6, 7], new SamplingOptions { MaxNewTokens = 200, MinNewTokens = 200 }, 1)], Cancel)!;
        await using var parts = growing.GetAsyncEnumerator(Cancel);
        await parts.MoveNextAsync();
        var change = ChangeAsync(server.Address, _world.At("other"), next);
        var versions = new HashSet<string?>();
        while (await parts.MoveNextAsync()) versions.Add(parts.Current.Version);
        versions.ShouldBe([old]);
        var (status, body) = await change;
        status.ShouldBe(200, body.ToJsonString());
        body["version"]!.GetValue<string>().ShouldBe(next);
        (await AskAsync(server.Address, new { prompt = "rain", max_tokens = 3 }))["system_fingerprint"]!.GetValue<string>().ShouldBe(next);
        using var http = Http(server.Address);
        (await http.GetFromJsonAsync<JsonObject>("v1/models", Cancel))!["data"]![0]!["version"]!.GetValue<string>().ShouldBe(next);
    }

    [Fact]
    public async Task A_server_that_was_not_told_where_policies_are_keeps_its_own()
    {
        var (server, _) = await _world.ServeAsync(loads: false);
        var (status, body) = await ChangeAsync(server.Address, _world.At("other"), PolicyVersion.Of(_world.At("other")));
        status.ShouldBe(403);
        body["error"]!["message"]!.GetValue<string>().ShouldContain("--policies-in");
    }

    [Fact]
    public async Task Ids_are_told_with_what_ended_the_answer_and_their_log_probabilities()
    {
        var (server, policy) = await _world.ServeAsync();
        var prompt = policy.Policy.Tokenizer.EncodeOpening("rain");
        var greedy = await AskAsync(server.Address, new { prompt, max_tokens = 4, temperature = 0, logprobs = 0, return_token_ids = true });
        var ids = Ids(greedy);
        ids.Length.ShouldBe(4);
        greedy["choices"]![0]!["prompt_token_ids"]!.AsArray().Select(i => i!.GetValue<int>()).ShouldBe(prompt);
        var ended = await AskAsync(server.Address, new
        { prompt, max_tokens = 4, temperature = 0, logprobs = 0, return_token_ids = true, stop_token_ids = new[] { ids[0] } });
        Ids(ended).ShouldBe(ids[..1]);
        ended["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        ended["choices"]![0]!["text"]!.GetValue<string>().ShouldBe("");
        ended["choices"]![0]!["logprobs"]!["token_logprobs"]!.AsArray().Count.ShouldBe(1);
        var plain = await AskAsync(server.Address, new { prompt, max_tokens = 4 });
        plain["choices"]![0]!.AsObject().Select(f => f.Key).ShouldBe(["text", "index", "logprobs", "finish_reason"]);
    }

    [Fact]
    public async Task A_seed_for_each_choice_takes_the_place_of_derived_ones()
    {
        var (server, policy) = await _world.ServeAsync();
        var prompt = policy.Policy.Tokenizer.EncodeOpening("rain");
        var derived = await AskAsync(server.Address, new { prompt, max_tokens = 6, seed = 3, n = 2, return_token_ids = true });
        var seeds = new[] { unchecked((long)ServedRequest.SeedOf(3, 0)), unchecked((long)ServedRequest.SeedOf(3, 1)) };
        var given = await AskAsync(server.Address, new { prompt, max_tokens = 6, n = 2, return_token_ids = true, choice_seeds = seeds });
        given["choices"]!.ToJsonString().ShouldBe(derived["choices"]!.ToJsonString());
        using var http = Http(server.Address);
        ((int)(await http.PostAsJsonAsync("v1/completions", new { prompt, choice_seeds = seeds }, Cancel)).StatusCode).ShouldBe(400);
    }

    private static AnswerRequest[] Requests(int count) => [.. Enumerable.Range(0, count).Select(i => new AnswerRequest($"a text about {i}", 1000 + (ulong)i))];

    private static string Said(Answer answer) => JsonSerializer.Serialize(answer with { Logprobs = null });

    private static int[] Ids(JsonNode reply) => [.. reply["choices"]![0]!["token_ids"]!.AsArray().Select(i => i!.GetValue<int>())];

    private static async Task<string> AloneAsync()
    {
        await using var world = new RolloutWorld();
        return await RunAsync(world, world.Ppo(), "alone");
    }

    private Task<string> RunAsync(PpoSettings settings, string name, IRunObserver? observer = null) => RunAsync(_world, settings, name, observer);

    /// <returns>The hash of the trained weights.</returns>
    private static async Task<string> RunAsync(RolloutWorld world, PpoSettings settings, string name, IRunObserver? observer = null)
    {
        var result = await PpoAloneRun.RunAsync(settings, world.At(name), observer, Cancel);
        return Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(result.Model, "model.safetensors"), Cancel)));
    }

    private JsonNode[] Metrics(string name) => [.. Directory.EnumerateFiles(_world.At(name), "metrics.jsonl", SearchOption.AllDirectories)
        .SelectMany(File.ReadLines).Select(l => JsonNode.Parse(l)!).Where(l => l["stats"] is not null)];

    private IEnumerable<string> Notes(string name) => Directory.EnumerateFiles(_world.At(name), "stage.json", SearchOption.AllDirectories)
        .SelectMany(f => JsonNode.Parse(File.ReadAllText(f))!["notes"]?.AsArray() ?? []).Select(n => n!.GetValue<string>());

    private static HttpClient Http(Uri address) =>
        new() { BaseAddress = address, DefaultRequestHeaders = { Authorization = new("Bearer", RolloutWorld.Token) } };

    private static async Task<(int Status, JsonNode Body)> ChangeAsync(Uri server, string? folder, string version)
    {
        using var http = Http(server);
        var reply = await http.PostAsJsonAsync("v1/policy", new { folder, version }, Cancel);
        return ((int)reply.StatusCode, (await reply.Content.ReadFromJsonAsync<JsonNode>(Cancel))!);
    }

    private static async Task<JsonNode> AskAsync(Uri server, object body)
    {
        using var http = Http(server);
        var reply = await http.PostAsJsonAsync("v1/completions", body, Cancel);
        return reply.IsSuccessStatusCode ? (await reply.Content.ReadFromJsonAsync<JsonNode>(Cancel))! : throw new InvalidOperationException(
            await reply.Content.ReadAsStringAsync(Cancel));
    }
}
