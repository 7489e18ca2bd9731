using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Web.Completions;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Web.Tests.Completions;

public sealed class CompletionServerTests(ServedFixture served) : IClassFixture<ServedFixture>
{
    private const string Chat = "v1/chat/completions", Text = "v1/completions";

    [Fact]
    public async Task A_prompt_of_token_ids_is_the_same_as_its_text()
    {
        const string prompt = "a small text about";
        var ids = served.Policy.Policy.Tokenizer.EncodeOpening(prompt);
        var text = await AskAsync(Text, new { prompt, seed = 1, max_tokens = 8 });
        var tokens = await AskAsync(Text, new { prompt = ids, seed = 1, max_tokens = 8 });
        var lists = await AskAsync(Text, new { prompt = new[] { ids, ids }, seed = 1, max_tokens = 8 });
        Choice(tokens).ShouldBe(Choice(text));
        lists["choices"]!.AsArray().Select(c => c!["text"]!.GetValue<string>()).ShouldBe([Choice(text), Choice(text)]);
        lists["usage"]!["prompt_tokens"]!.GetValue<int>().ShouldBe(2 * ids.Length);
    }

    [Fact]
    public async Task Choices_differ_and_each_prompt_has_its_own()
    {
        var reply = await AskAsync(Text, new { prompt = new[] { "rain", "bread" }, n = 3, seed = 2, max_tokens = 6 });
        var choices = reply["choices"]!.AsArray();
        choices.Select(c => c!["index"]!.GetValue<int>()).ShouldBe([0, 1, 2, 3, 4, 5]);
        choices.Take(3).Select(c => c!["text"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
        reply["usage"]!["completion_tokens"]!.GetValue<int>().ShouldBe(36);
        Choice(await AskAsync(Text, new { prompt = "bread", seed = 2, max_tokens = 6 })).ShouldBe(choices[3]!["text"]!.GetValue<string>());
    }

    /// <summary>Temperature and nucleus shape the draw, and no log-probability.</summary>
    [Fact]
    public async Task Logprobs_are_the_learners()
    {
        var model = served.Policy.Policy.Model;
        var prompt = served.Policy.Policy.Tokenizer.EncodeOpening("a text about bread and");
        var reply = await AskAsync(Text, new { prompt, seed = 3, max_tokens = 16, logprobs = 20, temperature = 0.7, top_p = 0.9 });
        var told = reply["choices"]![0]!["logprobs"]!;
        var logprobs = told["token_logprobs"]!.AsArray().Select(l => l!.GetValue<float>()).ToArray();
        logprobs.Length.ShouldBe(16);
        told["text_offset"]!.AsArray().Select(o => o!.GetValue<int>()).ShouldBeInOrder();

        var answer = AnswerIds();
        long[] row = [.. prompt.Concat(answer).Select(i => (long)i)];
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ids = tensor(row).unsqueeze(0);
        var hidden = model.Hidden(ids, ones_like(ids), CausalModel.PositionsFromMask(ones_like(ids)));
        var logits = model.Logits(hidden.narrow(1, prompt.Length - 1, answer.Length));
        var learners = LogitArithmetic.TokenLogprobs(logits, tensor(row[prompt.Length..]).unsqueeze(0)).data<float>().ToArray();
        for (var t = 0; t < answer.Length; t++) logprobs[t].ShouldBe(learners[t], 1e-4f);

        int[] AnswerIds()
        {
            var parts = new List<AnswerToken>();
            var fields = new Models.Generation.SamplingOptions { MaxNewTokens = 16, Temperature = 0.7, TopP = 0.9 };
            var request = new ServedRequest(prompt, served.Policy.Policy.Complete(fields), ServedRequest.SeedOf(3, 0)) { TopLogprobs = 0 };
            foreach (var part in served.Policy.TryAsk([request], CancellationToken.None)!.ToBlockingEnumerable()) parts.AddRange(part.Tokens);
            return [.. parts.Select(t => t.Drawn.Id)];
        }
    }

    [Theory]
    [InlineData(Chat, """{"messages": []}""", 400, "messages")]
    [InlineData(Chat, """{"messages": [{"role": "tool", "content": "x"}]}""", 400, "messages[0].role")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}""", 400, "messages[0].content")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "temperature": 3}""", 400, "temperature")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function"}]}""", 400, "tools")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "response_format": {"type": "json_schema"}}""", 400, "response_format")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "min_p": 0.1}""", 400, "min_p")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "top_logprobs": 3}""", 400, "top_logprobs")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "presence_penalty": 0.5}""", 400, "presence_penalty")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "stream_options": {"include_usage": true}}""", 400, "stream_options")]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x"}], "n": 0}""", 400, "n")]
    [InlineData(Text, """{"prompt": [1, 99999]}""", 400, "prompt")]
    [InlineData(Text, """{"prompt": [[]]}""", 400, "prompt")]
    [InlineData(Text, """{"prompt": 5}""", 400, "prompt")]
    [InlineData(Text, """{"prompt": [1.5]}""", 400, "prompt")]
    [InlineData(Text, """{"prompt": [1], "max_tokens": 3.5}""", 400, "max_tokens")]
    [InlineData(Text, """{"prompt": [1], "seed": 1e30}""", 400, "seed")]
    [InlineData(Text, """{"prompt": "x", "echo": true}""", 400, "echo")]
    [InlineData(Text, """{"prompt": "x", "stop": ["a", "b", "c", "d", "e"]}""", 400, "stop")]
    [InlineData(Text, "{", 400, null)]
    [InlineData(Text, """{"prompt": "half a character: \ud800"}""", 400, null)]
    [InlineData(Chat, """{"messages": [{"role": "user", "content": "x", "\ud800": 1}]}""", 400, null)]
    [InlineData(Text, """{"prompt": ["a", "b"], "n": 128}""", 400, "n")]
    [InlineData("v1/embeddings", "{}", 404, null)]
    [InlineData("v1/file.txt", "{}", 404, null)]
    public async Task What_cannot_be_done_is_refused_in_the_interfaces_words(string path, string body, int status, string? parameter)
    {
        var (code, error) = await RefusedAsync(path, body);
        code.ShouldBe(status);
        error["type"]!.GetValue<string>().ShouldBe("invalid_request_error");
        error["param"]?.GetValue<string>().ShouldBe(parameter);
        error["message"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(""", "user": "me", "store": false, "metadata": {"a": "b"}, "service_tier": "auto" """)]
    [InlineData(""", "presence_penalty": 0, "frequency_penalty": -0.0, "logit_bias": {}, "tools": null, "response_format": {"type": "text"} """)]
    public async Task What_asks_for_nothing_is_taken(string fields)
    {
        using var reply = await PostAsync(Chat, $$"""{"messages": [{"role": "user", "content": "x"}], "max_tokens": 2{{fields}}}""");
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(600, null), InlineData(100, 500)]
    public async Task What_is_longer_than_the_context_is_refused_as_that(int prompt, int? answer)
    {
        var ids = Enumerable.Repeat(7, prompt);
        var (code, error) = await RefusedAsync(Text, JsonSerializer.Serialize(new { prompt = ids, max_tokens = answer }));
        code.ShouldBe(400);
        error["code"]!.GetValue<string>().ShouldBe("context_length_exceeded");
        error["message"]!.GetValue<string>().ShouldContain("maximum context length is 512 tokens");
    }

    [Theory]
    [InlineData("LOCALHOST", 200), InlineData("127.0.0.2:8000", 200), InlineData("[::1]", 200)]
    [InlineData("evil.example", 421), InlineData("127.0.0.1.evil.example", 421), InlineData("10.0.0.1", 421)]
    public async Task On_loopback_it_goes_by_every_loopback_address_and_no_other_name(string host, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "health") { Headers = { Host = host } };
        using var reply = await served.Http.SendAsync(request, Cancel);
        ((int)reply.StatusCode).ShouldBe(status);
        if (status != 200) await ShouldSayAsync(reply, "another host");
    }

    [Fact]
    public async Task A_stream_is_server_sent_events_that_end_with_done()
    {
        using var reply = await PostAsync(Chat, """{"messages": [{"role": "user", "content": "x"}], "max_tokens": 3, "seed": 1, "stream": true, "n": 2}""");
        reply.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = (await reply.Content.ReadAsStringAsync(Cancel)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        events.ShouldAllBe(e => e.StartsWith("data: ", StringComparison.Ordinal));
        events[^1].ShouldBe("data: [DONE]");
        var chunks = events[..^1].Select(e => JsonNode.Parse(e["data: ".Length..])!.AsObject()).ToArray();
        chunks.ShouldAllBe(c => !c.ContainsKey("usage") && c["object"]!.GetValue<string>() == "chat.completion.chunk");
        for (var i = 0; i < 2; i++)
        {
            var own = chunks.Select(c => c["choices"]![0]!).Where(c => c["index"]!.GetValue<int>() == i).ToArray();
            own[0]["delta"]!["role"]!.GetValue<string>().ShouldBe("assistant");
            own.Count(c => c["finish_reason"] is not null).ShouldBe(1);
            own[^1]["finish_reason"]!.GetValue<string>().ShouldBe("length");
        }
    }

    [Fact]
    public async Task Whether_the_server_is_well_anybody_may_ask()
    {
        using var http = new HttpClient();
        using var health = await http.GetAsync(new Uri(served.Server.Address, "health"), Cancel);
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var models = await http.GetAsync(new Uri(served.Server.Address, "v1/models"), Cancel);
        models.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        models.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Fact]
    public async Task A_page_of_another_site_is_turned_away()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/models") { Headers = { { "Origin", "https://elsewhere.example" } } };
        using var reply = await served.Http.SendAsync(request, Cancel);
        reply.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await ShouldSayAsync(reply, "another site");
    }

    [Theory]
    [InlineData("""{"prompt": [5.0, 6e0], "max_tokens": 3.0, "seed": 1e0, "n": 1.00}""", 3)]
    [InlineData("""{"prompt": [5, 6], "max_tokens": 20e-1, "seed": 1}""", 2)]
    public async Task A_whole_number_may_be_written_with_a_point(string body, int drawn)
    {
        using var reply = await PostAsync(Text, body);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        var usage = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Cancel))!["usage"]!;
        usage["completion_tokens"]!.GetValue<int>().ShouldBe(drawn);
        usage["prompt_tokens"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Too_many_are_told_to_come_back_and_who_goes_makes_room()
    {
        using var policy = served.Load(new ServingLimits { Batch = new() { MaxRows = 1 }, Waiting = 2 });
        var options = new CompletionServerOptions { ModelName = "tiny", Port = 0, MaxTokens = 400, Grace = TimeSpan.Zero };
        await using var server = await CompletionServer.StartAsync(policy, options, Cancel);
        using var http = new HttpClient { BaseAddress = server.Address };
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // Each is longer than this test: 400 tokens that no end of text cuts.
        Task<HttpResponseMessage> Ask(CancellationToken cancel) =>
            http.PostAsJsonAsync(Text, new { prompt = "rain", max_tokens = 400, min_tokens = 400, n = 2 }, cancel);
        var first = Ask(gone.Token);
        while (policy.Growing == 0) await Task.Delay(1, Cancel);
        HttpResponseMessage? refused = null;
        var asked = new List<Task<HttpResponseMessage>> { first };
        while (refused is null)
        {
            var next = Ask(gone.Token);
            if (await Task.WhenAny(next, Task.Delay(20, Cancel)) == next && (await next).StatusCode == HttpStatusCode.TooManyRequests) refused = await next;
            else asked.Add(next);
        }
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["error"]!["code"]!.GetValue<string>().ShouldBe("rate_limit_exceeded");
        await gone.CancelAsync();
        while (policy.Growing + policy.Waiting > 0) await Task.Delay(1, Cancel);
        using var last = await http.PostAsJsonAsync(Text, new { prompt = "rain", max_tokens = 2 }, Cancel);
        last.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task ShouldSayAsync(HttpResponseMessage reply, string what)
    {
        var error = JsonNode.Parse(await reply.Content.ReadAsStringAsync(Cancel))!["error"]!;
        error["type"]!.GetValue<string>().ShouldBe("invalid_request_error");
        error["message"]!.GetValue<string>().ShouldContain(what);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Choice(JsonNode reply) => reply["choices"]![0]!["text"]!.GetValue<string>();

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        served.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

    private async Task<JsonNode> AskAsync(string path, object body)
    {
        using var reply = await PostAsync(path, JsonSerializer.Serialize(body));
        var text = await reply.Content.ReadAsStringAsync(Cancel);
        reply.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<(int Status, JsonNode Error)> RefusedAsync(string path, string body)
    {
        using var reply = await PostAsync(path, body);
        return ((int)reply.StatusCode, JsonNode.Parse(await reply.Content.ReadAsStringAsync(Cancel))!["error"]!);
    }
}
