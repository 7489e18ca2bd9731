using System.Globalization;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Scoring;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tests;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>The scorer's client against a local server.</summary>
public sealed class HttpRewardModelTests
{
    private const string KeyVariable = "AOP_TEST_SCORER_KEY", Key = "scorer-secret-0123456789";

    static HttpRewardModelTests() => Environment.SetEnvironmentVariable(KeyVariable, Key);

    private static readonly Exchange[] s_three = [new("why?", "so"), new("how?", "\"well\"\n"), new("wo?", "über")];

    private static Reply Scores(params double[] scores) => new(200, JsonSerializer.Serialize(new { scores }));

    private static double[] Ask(
        ScriptedServer server, int retries = 3, int timeout = 30, int batch = 32, string? keyVariable = null, Exchange[]? exchanges = null,
            CancellationToken cancel = default) => Ask(server.Endpoint, retries, timeout, batch, keyVariable, exchanges, cancel);

    private static double[] Ask(string endpoint, int retries = 3, int timeout = 30, int batch = 32, string? keyVariable = null,
        Exchange[]? exchanges = null, CancellationToken cancel = default)
    {
        var settings = new ScorerSettings
        {
            Url = endpoint + "/score",
            Retries = retries,
            TimeoutSeconds = timeout,
            BatchSize = batch,
            FirstPauseSeconds = 0.01,
            ApiKeyVariable = keyVariable,
        };
        using var reward = new HttpRewardModel(settings);
        return reward.ScoreAsync(exchanges ?? s_three, cancel).AsTask().GetAwaiter().GetResult();
    }

    [Fact]
    public void Questions_and_answers_are_posted_and_scores_come_back_in_order()
    {
        using var server = new ScriptedServer(Scores(0.5, -2, 1e3));
        Ask(server).ShouldBe([0.5, -2, 1e3]);
        var (path, authorization, body) = server.Requests.ShouldHaveSingleItem();
        path.ShouldBe("/v1/score");
        authorization.ShouldBeNull();
        server.Lengths.ShouldBe([System.Text.Encoding.UTF8.GetByteCount(body)]);   // not in chunks, which Python's http.server cannot read
        var sent = JsonDocument.Parse(body).RootElement;
        sent.EnumerateObject().Select(p => p.Name).ShouldBe(["prompts", "responses"]);
        sent.GetProperty("prompts").EnumerateArray().Select(p => p.GetString()).ShouldBe(["why?", "how?", "wo?"]);
        sent.GetProperty("responses").EnumerateArray().Select(p => p.GetString()).ShouldBe(["so", "\"well\"\n", "über"]);
    }

    [Fact]
    public void More_answers_than_a_batch_go_in_several_requests()
    {
        using var server = new ScriptedServer(Scores(1, 2), Scores(3));
        Ask(server, batch: 2).ShouldBe([1, 2, 3]);
        server.Requests.Count.ShouldBe(2);
        server.Requests[1].Body.ShouldContain("wo?");
        server.Requests[1].Body.ShouldNotContain("how?");
    }

    [Fact]
    public void A_key_goes_as_a_bearer_token_and_into_no_message()
    {
        using var server = new ScriptedServer(Scores(1, 2, 3), Reply.Error(403, $"'{Key}' may not"));
        Ask(server, keyVariable: KeyVariable).ShouldBe([1, 2, 3]);
        server.Requests[0].Authorization.ShouldBe($"Bearer {Key}");
        var message = Should.Throw<RewardException>(() => Ask(server, keyVariable: KeyVariable)).Message;
        message.ShouldContain("403");
        message.ShouldNotContain(Key);
    }

    [Theory, InlineData(429), InlineData(500), InlineData(503)]
    public void A_hiccup_is_tried_again(int status)
    {
        using var server = new ScriptedServer(Reply.Error(status, "wait"), Scores(1, 2, 3) with { Cut = true }, Scores(1, 2, 3));
        Ask(server).ShouldBe([1, 2, 3]);
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void A_time_out_is_tried_again_and_at_last_told()
    {
        using var server = new ScriptedServer(Scores(1, 2, 3) with { Silent = true }, Scores(1, 2, 3));
        Ask(server, timeout: 1, retries: 9).ShouldBe([1, 2, 3]);
        using var silent = new ScriptedServer(Scores(1, 2, 3) with { Silent = true });
        Should.Throw<RewardException>(() => Ask(silent, timeout: 1, retries: 1)).Message.ShouldContain("no reply within 1 seconds, in 2 attempts");
    }

    [Theory, InlineData(400), InlineData(404), InlineData(405)]
    public void A_refusal_is_told_at_once(int status)
    {
        using var server = new ScriptedServer(Reply.Error(status, "not like this"));
        var message = Should.Throw<RewardException>(() => Ask(server)).Message;
        message.ShouldContain($"{server.Endpoint}/score refused with {status}");
        message.ShouldContain("not like this");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public void A_server_that_keeps_failing_is_told_with_the_attempts()
    {
        using var server = new ScriptedServer(Reply.Error(500, "division by zero"));
        var message = Should.Throw<RewardException>(() => Ask(server, retries: 2)).Message;
        message.ShouldContain("refused with 500");
        message.ShouldContain("3 attempts");
        message.ShouldContain("division by zero");
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void A_scorer_that_is_not_there_is_told()
    {
        using var nobody = new ClosedPort();
        Should.Throw<RewardException>(() => Ask($"http://{nobody.Host}/v1", retries: 1)).Message.ShouldContain("cannot be reached, in 2 attempts");
    }

    [Theory]
    [InlineData("""{"scores": [1, 2]}""", "2 scores for 3 answers")]
    [InlineData("""{"scores": [1, 2, 3, 4]}""", "4 scores for 3 answers")]
    [InlineData("""{"scores": [1, NaN, 3]}""", "holds NaN")]
    [InlineData("""{"scores": [1, -Infinity, 3]}""", "holds -Infinity")]
    [InlineData("""{"scores": [1, null, 3]}""", "null as score 2")]
    [InlineData("""{"scores": [1, "2", 3]}""", "\"2\" as score 2")]
    [InlineData("""{"scores": [1, 2, 1e999]}""", "1e999 as score 3")]
    [InlineData("""{"scores": [1, 2, 1e39]}""", "1e39 as score 3, of the answer to \"wo?\"")]
    [InlineData("""{"scores": [1, null, 3]}""", "null as score 2, of the answer to \"how?\"")]
    [InlineData("""{"scores": [[1], [2], [3]]}""", "[1] as score 1, of the answer to \"why?\"")]
    [InlineData("""{"scores": [1, true, 3]}""", "true as score 2")]
    [InlineData("""{"scores": ["", 2, 3]}""", "\"\" as score 1")]
    [InlineData("""{"scores": []}""", "0 scores for 3 answers")]
    [InlineData("""{"error": {"message": "out of memory"}}""", "is an error: out of memory")]
    [InlineData("""{"error": "out of memory", "scores": [0, 0, 0]}""", "is an error: out of memory")]
    [InlineData("""{"scores": null}""", "no list 'scores'")]
    [InlineData("", "is no JSON")]
    [InlineData("""{"score": [1, 2, 3]}""", "no list 'scores'")]
    [InlineData("""{"scores": 1}""", "no list 'scores'")]
    [InlineData("[1, 2, 3]", "no list 'scores'")]
    [InlineData("<html>NaNcy says hello</html>", "is no JSON: <html>")]
    public void What_is_no_list_of_as_many_finite_numbers_is_told_at_once(string body, string says)
    {
        using var server = new ScriptedServer(new Reply(200, body));
        var message = Should.Throw<RewardException>(() => Ask(server)).Message;
        message.ShouldContain(server.Endpoint + "/score");
        message.ShouldContain(says);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_ends_when_it_is_cancelled()
    {
        using var server = new ScriptedServer(Scores(1) with { Silent = true });
        using var cancel = new CancellationTokenSource();
        var asked = Task.Run(() => Ask(server, timeout: 600, cancel: cancel.Token));
        while (server.Requests.Count == 0) await Task.Delay(10);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
    }

    [Theory, InlineData("localhost:8000"), InlineData("ftp://host/score"), InlineData("/score")]
    public void What_is_no_address_is_refused(string url) =>
        Should.Throw<SettingsException>(() => new HttpRewardModel(new ScorerSettings { Url = url })).Message.ShouldContain($"'{url}'");

    [Fact]
    public void A_key_that_is_not_set_is_named() => Should.Throw<SettingsException>(
        () => new HttpRewardModel(new ScorerSettings
        {
            Url = "http://localhost/",
            ApiKeyVariable = "AOP_TEST_NO_SUCH_KEY"
        })).Message.ShouldContain("AOP_TEST_NO_SUCH_KEY");

    [Fact]
    public void Numbers_are_read_alike_under_every_culture()
    {
        using var server = new ScriptedServer(Scores(0.5, 1.5, 2.5));
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Ask(server).ShouldBe([0.5, 1.5, 2.5]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
