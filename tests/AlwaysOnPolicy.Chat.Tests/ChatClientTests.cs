using System.Diagnostics;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Tests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>The made clients against a local server.</summary>
public sealed class ChatClientTests
{
    private const string KeyVariable = "AOP_TEST_CHAT_KEY", Key = "sk-very-secret-0123456789";

    static ChatClientTests() => Environment.SetEnvironmentVariable(KeyVariable, Key);

    private static IChatClient Client(ScriptedServer server, int retries = 3, int timeout = 30, int longestPause = 60, int? throttleRetries = null) =>
        Client(server.Endpoint, retries, timeout, longestPause, throttleRetries);

    private static IChatClient Client(string endpoint, int retries = 3, int timeout = 30, int longestPause = 60, int? throttleRetries = null) =>
        ChatClientFactory.Create(
        new()
        {
            Provider = ChatProvider.Compatible,
            Model = "tiny-model",
            Endpoint = endpoint,
            ApiKeyVariable = KeyVariable,
            Retries = retries,
            ThrottleRetries = throttleRetries ?? retries,
            TimeoutSeconds = timeout,
            FirstPauseSeconds = 0.01,
            LongestPauseSeconds = longestPause,
        },
        "author.chat");

    private static async Task<string> AskAsync(IChatClient client) => (await client.GetResponseAsync("why?")).Text;

    private static readonly Reply s_good = Reply.Words("because");

    public static TheoryData<string> Hiccups => [.. s_hiccups.Keys];

    private static readonly Dictionary<string, Reply> s_hiccups = new()
    {
        ["429"] = Reply.Error(429, "slow down", "rate_limit_exceeded"),
        ["409"] = Reply.Error(409, "conflict"),
        ["an error of 502 in a good reply"] = new(200, """{"error": {"code": 502, "message": "upstream is down"}}"""),
        ["an error of 429 in a choice"] = new(200, """{"choices": [{"finish_reason": "error", "message": {"role": "assistant", "content": ""}, "error": {"code": "429", "message": "slow down"}}]}"""),
        ["400 that asks for another try"] = Reply.Error(400, "try again") with { Headers = [("x-should-retry", "true")] },
        ["408"] = Reply.Error(408, "too slow"),
        ["500"] = Reply.Error(500, "oops"),
        ["503 in HTML"] = new(503, "<html>Service Unavailable</html>"),
        ["a cut connection"] = s_good with { Cut = true },
    };

    [Theory, MemberData(nameof(Hiccups))]
    public async Task A_hiccup_is_tried_again_with_the_same_request(string hiccup)
    {
        using var server = new ScriptedServer(s_hiccups[hiccup], s_hiccups[hiccup], s_good);
        using var client = Client(server);
        (await AskAsync(client)).ShouldBe("because");
        server.Requests.Count.ShouldBe(3);
        server.Requests.Distinct().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            r => r.Path.ShouldBe("/v1/chat/completions"),
            r => r.Authorization.ShouldBe($"Bearer {Key}"),
            r => r.Body.ShouldContain("tiny-model"),
            r => r.Body.ShouldContain("why?"));
    }

    [Fact]
    public async Task Throttling_and_errors_of_the_service_have_retries_of_their_own()
    {
        using var server = new ScriptedServer(Reply.Error(429, "slow"), Reply.Error(500, "oops"), Reply.Error(429, "slow"), Reply.Error(429, "slow"), s_good);
        using var enough = Client(server, retries: 1, throttleRetries: 3);
        (await AskAsync(enough)).ShouldBe("because");

        using var other = new ScriptedServer(Reply.Error(429, "slow"), Reply.Error(500, "oops"), Reply.Error(500, "oops"), s_good);
        using var client = Client(other, retries: 1, throttleRetries: 3);
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Failure.ShouldBe(CallFailure.ServerError);
        other.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_time_out_is_tried_again()
    {
        using var server = new ScriptedServer(s_good with { Silent = true }, s_good);
        using var client = Client(server, timeout: 1, retries: 9);
        (await AskAsync(client)).ShouldBe("because");
        server.Requests.Count.ShouldBeGreaterThan(1);   // and more than two where the machine itself is silent for a second
    }

    [Theory]
    [InlineData("seconds")]
    [InlineData("a fraction")]
    [InlineData("milliseconds")]
    [InlineData("body")]
    public async Task The_pause_that_the_service_asks_for_is_kept(string where)
    {
        var refusal = where != "body"
            ? Reply.Error(429, "slow down") with
            {
                Headers = where switch
                {
                    "seconds" => [("Retry-After", "1")],
                    "a fraction" => [("Retry-After", "0.9")],
                    _ =>
                    [("retry-after-ms", "900"), ("Retry-After", "50000")]
                },
            }
            : new(429, """[{"error": {"message": "slow down", "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.9s"}]}}]""");
        using var server = new ScriptedServer(refusal, s_good);
        using var client = Client(server);
        var clock = Stopwatch.StartNew();
        (await AskAsync(client)).ShouldBe("because");
        clock.Elapsed.TotalSeconds.ShouldBeGreaterThan(0.85, "the client's own first pause is .01 s");
    }

    [Fact]
    public async Task A_longer_pause_than_allowed_ends_the_call()
    {
        using var server = new ScriptedServer(Reply.Error(429, "come back tomorrow") with { Headers = [("Retry-After", "50000")] });
        using var client = Client(server);
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message.ShouldContain("come back tomorrow");
        server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(503, "overloaded")]
    [InlineData(429, "rate limit")]
    public async Task When_all_attempts_are_used_the_call_fails_and_says_who_and_why(int status, string words)
    {
        using var server = new ScriptedServer(Reply.Error(status, words));
        using var client = Client(server, retries: 2);
        var message = (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message;
        server.Requests.Count.ShouldBe(3);
        message.ShouldBe($"Compatible ({server.Host}) refused with {status}, in 3 attempts. It says: {words}");
    }

    [Theory]
    [InlineData(401, "Incorrect API key provided: " + Key)]
    [InlineData(403, "Your key has no access")]
    [InlineData(400, "API key not valid. Please pass a valid API key.")]
    public async Task A_refused_key_is_the_users_to_mend_and_is_never_shown(int status, string words)
    {
        using var server = new ScriptedServer(Reply.Error(status, words));
        using var client = Client(server);
        var error = await Should.ThrowAsync<ChatException>(() => AskAsync(client));
        server.Requests.Count.ShouldBe(1);
        error.ShouldBeAssignableTo<UserErrorException>();
        foreach (var part in new[] { "Compatible", server.Host, "author.chat.api_key_variable", KeyVariable, words.Replace(Key, "***") })
            error.Message.ShouldContain(part);
        error.Message.ShouldNotContain(Key);
    }

    [Theory]
    [InlineData(404, "Not Found")]
    [InlineData(404, "The model `tiny-model` does not exist")]
    [InlineData(400, "Invalid model: tiny-model")]
    public async Task An_unknown_model_is_the_users_to_mend(int status, string words)
    {
        using var server = new ScriptedServer(Reply.Error(status, words));
        using var client = Client(server);
        var message = (await Should.ThrowAsync<ChatException>(() => AskAsync(client))).Message;
        server.Requests.Count.ShouldBe(1);
        foreach (var part in new[] { "Compatible", server.Host, "'tiny-model'", "author.chat.model", "author.chat.endpoint", KeyVariable, words })
            message.ShouldContain(part);
    }

    [Theory]
    [InlineData("You exceeded your current quota", "insufficient_quota")]
    [InlineData("Quota exceeded: GenerateRequestsPerDayPerProjectPerModel-FreeTier", "429")]
    public async Task A_spent_quota_is_not_waited_for(string words, string code)
    {
        using var server = new ScriptedServer(Reply.Error(429, words, code));
        using var client = Client(server);
        (await Should.ThrowAsync<ChatException>(() => AskAsync(client))).Message.ShouldContain("quota");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_says_not_to_try_again_is_obeyed()
    {
        using var server = new ScriptedServer(Reply.Error(503, "over") with { Headers = [("x-should-retry", "false")] });
        using var client = Client(server);
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message.ShouldContain("refused with 503, in one attempt. It says: over");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Attempts_are_told_as_they_were_made()
    {
        using var server = new ScriptedServer(Reply.Error(503, "busy"), Reply.Error(429, "come back tomorrow") with { Headers = [("Retry-After", "50000")] });
        using var client = Client(server, retries: 7);
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message.ShouldContain("refused with 429, in 2 attempts");
    }

    [Fact]
    public async Task A_refused_request_fails_alone()
    {
        using var server = new ScriptedServer(Reply.Error(400, "the prompt is too long"));
        using var client = Client(server);
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message.ShouldContain("400. It says: the prompt is too long");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_said()
    {
        using var nobody = new ClosedPort();
        using var client = Client($"http://{nobody.Host}/v1", retries: 1);
        var message = (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message;
        message.ShouldContain($"No connection to Compatible ({nobody.Host}), in 2 attempts");
        message.ShouldContain("author.chat.endpoint");
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("{}")]
    [InlineData("""{"choices": []}""")]
    [InlineData("[]")]
    [InlineData("\"words\"")]
    [InlineData("")]
    public async Task A_reply_of_another_kind_is_said(string body)
    {
        using var server = new ScriptedServer(new Reply(200, body));
        using var client = Client(server);
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Message.ShouldContain("author.chat.endpoint");
    }

    [Fact]
    public async Task Cancelling_ends_the_pause()
    {
        using var server = new ScriptedServer(Reply.Error(503, "busy") with { Headers = [("Retry-After", "50")] });
        using var client = Client(server);
        using var stop = new CancellationTokenSource(300);
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetResponseAsync("why?", cancellationToken: stop.Token));
    }

    public static TheoryData<string, string> Silences => new()
    {
        { "empty", "the answer was empty" },
        { "spaces", "the answer was empty" },
        { "length", "the answer's tokens were used up" },
        { "thoughts", "thoughts and no answer: \"<think> hm\"" },
        { "filter", "content filter withheld" },
        { "refusal", "the model refused: I would rather not." },
    };

    [Theory, MemberData(nameof(Silences))]
    public async Task A_reply_without_words_says_why(string kind, string reason)
    {
        using var server = new ScriptedServer(kind switch
        {
            "empty" => Reply.Words(""),
            "spaces" => Reply.Words(" \n"),
            "length" => Reply.Words("", "length"),
            "thoughts" => Reply.Words("<think>\nhm"),
            "filter" => Reply.Words("", "content_filter"),
            _ => Reply.Refusal("I would rather not."),
        });
        using var client = Client(server);
        var answer = ChatAnswer.Read(await client.GetResponseAsync("why?"));
        answer.Text.ShouldBeEmpty();
        answer.Failure.ShouldNotBeNull().ShouldContain(reason);
    }
}
