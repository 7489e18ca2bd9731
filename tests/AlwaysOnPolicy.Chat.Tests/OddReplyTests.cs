using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>Good replies with odd things round them: their words count.</summary>
public sealed class OddReplyTests
{
    private const string Good = """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"because"}}]}""";

    private static ChatSettings Settings(ScriptedServer server) =>
        new() { Provider = ChatProvider.Compatible, Model = "tiny-model", Endpoint = server.Endpoint, Retries = 0 };

    private static async Task<ChatAnswer> AskAsync(string body, params (string, string)[] headers)
    {
        using var server = new ScriptedServer(new Reply(200, body) { Headers = headers });
        using var client = ChatClientFactory.Create(Settings(server), "author.chat");
        return ChatAnswer.Read(await client.GetResponseAsync("why?"));
    }

    [Theory]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":\"eos\"")]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":\"\"")]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":null")]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":\"STOP_SEQUENCE\"")]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":2")]
    [InlineData("\"finish_reason\":\"stop\",", "")]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"model\"")]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"\"")]
    [InlineData("\"role\":\"assistant\"", "\"role\":null")]
    [InlineData("\"role\":\"assistant\",", "")]
    [InlineData("\"created\":1", "\"created\":1.5")]
    [InlineData("\"created\":1", "\"created\":\"2026-01-01T00:00:00Z\"")]
    [InlineData("\"created\":1", "\"created\":null")]
    [InlineData("\"created\":1", "\"created\":99999999999999999999")]
    [InlineData("\"created\":1,", "")]
    [InlineData("\"model\":\"m\"", "\"model\":\"m\",\"usage\":null")]
    [InlineData("\"model\":\"m\"", "\"model\":\"m\",\"usage\":{\"prompt_tokens\":1.5,\"completion_tokens\":null,\"total_tokens\":\"2\"}")]
    [InlineData("\"model\":\"m\"", "\"model\":\"m\",\"usage\":[]")]
    [InlineData("\"model\":\"m\"", "\"model\":\"m\",\"error\":null")]
    [InlineData("\"model\":\"m\"", "\"model\":\"m\",\"error\":{}")]
    [InlineData("\"model\":\"m\"", "\"model\":null,\"perplexity\":NaN,\"logprobs\":[-Infinity]")]
    [InlineData("\"id\":\"1\"", "\"id\":1")]
    [InlineData("\"index\":0", "\"index\":\"0\"")]
    [InlineData("\"index\":0", "\"logprobs\":{\"content\":null,\"tokens\":[1]}")]
    [InlineData("\"content\":\"because\"", "\"content\":\"because\",\"tool_calls\":[{\"function\":{}}],\"refusal\":null,\"annotations\":7")]
    [InlineData("\"content\":\"because\"", "\"content\":[{\"type\":\"text\",\"text\":\"because\"}]")]
    [InlineData("\"content\":\"because\"",
        "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"because\"}]")]
    [InlineData("\"content\":\"because\"", "\"content\":[\"because\"]")]
    [InlineData("\"content\":\"because\"", "\"reasoning_content\":\"hm\",\"content\":\"because\"")]
    [InlineData("\"content\":\"because\"", "\"content\":\"<think>hm</think>\\n\\nbecause\"")]
    [InlineData("\"message\":{\"role\":\"assistant\",\"content\":\"because\"}", "\"text\":\"because\"")]
    [InlineData("\"message\"", "\"delta\"")]
    [InlineData("]}", "],}")]
    public async Task An_answer_is_taken_whatever_stands_round_it(string usual, string odd)
    {
        Good.ShouldContain(usual);
        (await AskAsync(Good.Replace(usual, odd))).ShouldSatisfyAllConditions(a => a.Text.ShouldBe("because"), a => a.Failure.ShouldBeNull());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf8mb4")]
    [InlineData("application/json; charset=\"\"")]
    public async Task An_answer_is_taken_whatever_type_the_head_names(string type) => (await AskAsync(Good, ("Content-Type", type))).Text.ShouldBe("because");

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_reply() => (await AskAsync("\uFEFF" + Good)).Text.ShouldBe("because");

    [Fact]
    public async Task Half_a_surrogate_pair_where_an_answer_was_cut_costs_one_character() =>
        (await AskAsync(Good.Replace("because", @"so \ud83d\ude00 \\ud83d \ud83d"))).Text.ShouldBe("so 😀 \\ud83d \uFFFD");

    [Fact]
    public async Task A_raw_line_break_in_a_text_is_one() => (await AskAsync(Good.Replace("because", "be\ncause\t\\\"NaN\\\""))).Text.ShouldBe(
        "be\ncause\t\"NaN\"");

    [Theory]
    [InlineData("length")]
    [InlineData("max_tokens")]
    [InlineData("MAX_TOKENS")]
    public async Task An_answer_that_was_cut_is_known(string reason)
    {
        (await AskAsync(Good.Replace("\"stop\"", $"\"{reason}\""))).Cut.ShouldBeTrue();
        (await AskAsync(Good)).Cut.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"error": {"message": "the context is full", "type": "server_error"}}""")]
    [InlineData("""{"error": "the context is full"}""")]
    [InlineData("""[{"error": {"message": "the context is full"}}]""")]
    [InlineData("""{"choices": [], "error": {"message": "the context is full", "code": null}}""")]
    [InlineData("""{"choices": null, "error": {"message": "the context is full", "code": 200}}""")]
    [InlineData("""{"choices": [{"message": {"role": "assistant", "content": ""}, "finish_reason": "error", "error": {"message": "the context is full"}}]}""")]
    public async Task An_error_in_a_good_reply_is_told_in_the_services_words(string body)
    {
        var message = (await Should.ThrowAsync<ChatCallException>(() => AskAsync(body))).Message;
        message.ShouldContain("an error in place of an answer. It says: the context is full");
    }

    [Fact]
    public async Task A_spent_quota_in_a_good_reply_ends_the_run() =>
        (await Should.ThrowAsync<ChatException>(() => AskAsync("""{"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}"""))).Message.ShouldContain("quota");

    [Theory]
    [InlineData(ChatProvider.Compatible, null, "max_tokens")]
    [InlineData(ChatProvider.Gemini, null, "max_tokens")]
    [InlineData(ChatProvider.OpenAi, null, "max_completion_tokens")]
    [InlineData(ChatProvider.Compatible, OutputLimitField.MaxCompletionTokens, "max_completion_tokens")]
    public async Task The_longest_reply_is_asked_for_under_the_name_that_the_service_knows(ChatProvider provider, OutputLimitField? field, string name)
    {
        Environment.SetEnvironmentVariable("AOP_TEST_LIMIT_KEY", "none-at-all");
        using var server = new ScriptedServer(new Reply(200, Good));
        var settings = Settings(server) with { Provider = provider, MaxOutputTokens = 321, OutputLimitField = field, ApiKeyVariable = "AOP_TEST_LIMIT_KEY" };
        using var client = ChatClientFactory.Create(settings);
        await client.GetResponseAsync([new(ChatRole.System, "be short"), new(ChatRole.User, "why \"so\"?")], new ChatOptions { Temperature = 0 });
        using var sent = JsonDocument.Parse(server.Requests.ShouldHaveSingleItem().Body);
        sent.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(["model", "messages", "temperature", name]);
        sent.RootElement.GetProperty(name).GetInt32().ShouldBe(321);
        sent.RootElement.GetProperty("messages").GetRawText().ShouldBe("""[{"role":"system","content":"be short"},{"role":"user","content":"why \"so\"?"}]""");
    }

    [Fact]
    public async Task Without_a_limit_none_is_sent_and_without_a_key_none_either()
    {
        using var server = new ScriptedServer(new Reply(200, Good));
        using var client = ChatClientFactory.Create(Settings(server));
        await client.GetResponseAsync("why?");
        var (_, authorization, body) = server.Requests.ShouldHaveSingleItem();
        authorization.ShouldBeNull();
        body.ShouldBe("""{"model":"tiny-model","messages":[{"role":"user","content":"why?"}]}""");
        client.GetService<ChatClientMetadata>()!.DefaultModelId.ShouldBe("tiny-model");
    }

    [Theory]
    [InlineData("", "/v1/chat/completions")]
    [InlineData("/", "/v1/chat/completions")]
    [InlineData("/chat/completions", "/v1/chat/completions")]
    [InlineData("/deployments/m?api-version=2", "/v1/deployments/m/chat/completions")]
    public async Task An_endpoint_may_be_written_in_any_usual_way(string end, string path)
    {
        using var server = new ScriptedServer(new Reply(200, Good));
        using var client = ChatClientFactory.Create(Settings(server) with { Endpoint = server.Endpoint + end });
        await client.GetResponseAsync("why?");
        server.Requests.ShouldHaveSingleItem().Path.ShouldBe(path);
    }
}
