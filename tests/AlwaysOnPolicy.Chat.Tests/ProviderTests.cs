using System.Diagnostics;
using System.Text.Json;
using AlwaysOnPolicy.Chat.Requests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>The clients of providers' own behave like the one for OpenAI's interface.</summary>
public sealed class ProviderTests
{
    private const string KeyVariable = "AOP_TEST_PROVIDER_KEY", Key = "sk-provider-0123456789";

    static ProviderTests() => Environment.SetEnvironmentVariable(KeyVariable, Key);

    public static TheoryData<ChatProvider> Providers => [ChatProvider.Anthropic, ChatProvider.Ollama, ChatProvider.Azure, ChatProvider.Gemini];

    private static ChatSettings Settings(ChatProvider provider, ScriptedServer server) => new()
    {
        Provider = provider,
        Model = "tiny-model",
        Endpoint = $"http://{server.Host}",
        ApiKeyVariable = KeyVariable,
        Retries = 2,
        FirstPauseSeconds = 0.01,
    };

    private static async Task<ChatResponse> AskAsync(ChatSettings settings, ChatOptions? options = null)
    {
        using var client = ChatClientFactory.Create(settings, "author.chat");
        return await client.GetResponseAsync([new(ChatRole.System, "be short"), new(ChatRole.User, "why?")], options);
    }

    [Theory]
    [InlineData(ChatProvider.Anthropic, "/v1/messages", "Bearer " + Key, "max_tokens")]
    [InlineData(ChatProvider.Ollama, "/api/chat", "Bearer " + Key, "num_predict")]
    [InlineData(ChatProvider.Azure, "/openai/deployments/tiny-model/chat/completions", Key, "max_completion_tokens")]
    [InlineData(ChatProvider.Gemini, "/chat/completions", "Bearer " + Key, "max_tokens")]
    public async Task A_question_is_asked_as_the_provider_wants_it(ChatProvider provider, string path, string key, string limit)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "because"));
        var response = await AskAsync(Settings(provider, server) with { MaxOutputTokens = 321 }, new ChatOptions { Temperature = 0.5f });
        ChatAnswer.Read(response).ShouldBe(new ChatAnswer("because", null));
        var sent = server.Requests.ShouldHaveSingleItem();
        sent.Path.ShouldBe(path);
        sent.Authorization.ShouldBe(key);
        foreach (var part in new[] { "tiny-model", "be short", "why?", $"\"{limit}\":321" }) sent.Body.ShouldContain(part);
        if (provider != ChatProvider.Anthropic) sent.Body.ShouldContain("\"temperature\":0.5");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task What_was_used_is_told(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "because"));
        var usage = (await AskAsync(Settings(provider, server))).Usage.ShouldNotBeNull();
        (usage.InputTokenCount, usage.OutputTokenCount).ShouldBe((5L, 3L));
        if (provider is ChatProvider.Azure or ChatProvider.Gemini) usage.ReasoningTokenCount.ShouldBe(2);
    }

    [Fact]
    public async Task Thoughts_that_only_the_total_holds_are_part_of_the_output()
    {
        using var server = new ScriptedServer(new Reply(200,
            """{"choices":[{"message":{"content":"because"}}],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":108}}"""));
        var usage = (await AskAsync(Settings(ChatProvider.Gemini, server))).Usage.ShouldNotBeNull();
        (usage.InputTokenCount, usage.OutputTokenCount, usage.ReasoningTokenCount, usage.TotalTokenCount).ShouldBe((5L, 103L, 100L, 108L));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_schema_goes_with_the_question(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "{}"));
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"letter":{"type":"string"}},"required":["letter"],"additionalProperties":false}""");
        await AskAsync(Settings(provider, server), new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "verdict") });
        server.Requests.ShouldHaveSingleItem().Body.ShouldContain("\"letter\"");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_refused_key_is_the_users_to_mend_and_is_never_shown(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Error(provider, 401, "invalid key " + Key));
        (await Should.ThrowAsync<ChatException>(() => AskAsync(Settings(provider, server)))).Message.ShouldBe(
            $"{provider} ({server.Host}) refused the key (401). Put a valid key that may use 'tiny-model' into the environment variable {KeyVariable} " +
            "('author.chat.api_key_variable' names it). It says: invalid key ***");
        server.Requests.Count.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task An_unknown_model_is_the_users_to_mend(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Error(provider, 404, "model: tiny-model"));
        (await Should.ThrowAsync<ChatException>(() => AskAsync(Settings(provider, server)))).Message.ShouldBe(
            $"{provider} ({server.Host}) knows no model 'tiny-model' (404). Correct 'author.chat.model', or 'author.chat.endpoint' if that address is wrong; " +
            $"the key in {KeyVariable} may also lack access to it. It says: model: tiny-model");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Spent_credit_is_not_waited_for()
    {
        using var server = new ScriptedServer(ProviderReplies.Error(ChatProvider.Anthropic, 400, "Your credit balance is too low to access the API."));
        (await Should.ThrowAsync<ChatException>(() => AskAsync(Settings(ChatProvider.Anthropic, server)))).Message.ShouldContain("is spent (400)");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task The_pause_that_the_service_asks_for_is_kept_and_no_client_tries_again_by_itself(ChatProvider provider)
    {
        var busy = ProviderReplies.Error(provider, 429, "slow down") with { Headers = [("Retry-After", "0.4")] };
        using var server = new ScriptedServer(busy, ProviderReplies.Words(provider, "because"));
        var clock = Stopwatch.StartNew();
        (await AskAsync(Settings(provider, server))).Text.ShouldBe("because");
        clock.Elapsed.TotalSeconds.ShouldBeGreaterThan(0.35, "the client's own first pause is .01 s");
        server.Requests.Count.ShouldBe(2);

        using var silent = new ScriptedServer(ProviderReplies.Error(provider, 503, "overloaded"));
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(Settings(provider, silent)))).Message.ShouldBe(
            $"{provider} ({silent.Host}) refused with 503, in 3 attempts. It says: overloaded");
        silent.Requests.Count.ShouldBe(3);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_cut_connection_is_tried_again(ChatProvider provider)
    {
        var good = ProviderReplies.Words(provider, "because");
        using var server = new ScriptedServer(good with { Cut = true }, good);
        (await AskAsync(Settings(provider, server))).Text.ShouldBe("because");
        server.Requests.Count.ShouldBe(2);

        using var cut = new ScriptedServer(good with { Cut = true });
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(Settings(provider, cut)))).Message.ShouldContain("in 3 attempts");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_time_out_is_said(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "because") with { Silent = true });
        var settings = Settings(provider, server) with { TimeoutSeconds = 1, Retries = 0 };
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(settings))).Message.ShouldContain("gave no reply within 1 seconds, in one attempt");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_reply_without_words_says_why(ChatProvider provider)
    {
        async Task<ChatAnswer> AnswerAsync(string text, string finish)
        {
            using var server = new ScriptedServer(ProviderReplies.Words(provider, text, finish));
            return ChatAnswer.Read(await AskAsync(Settings(provider, server)));
        }

        (await AnswerAsync("", "length")).Failure.ShouldNotBeNull().ShouldContain("tokens were used up");
        (await AnswerAsync("beca", "length")).ShouldBe(new ChatAnswer("beca", null, Cut: true));
        (await AnswerAsync("", "stop")).Failure.ShouldBe("the answer was empty");
        if (provider != ChatProvider.Ollama) (await AnswerAsync("", "content_filter")).Failure.ShouldNotBeNull().ShouldContain("content filter");
    }

    [Theory]
    [InlineData(ChatProvider.Anthropic)]
    [InlineData(ChatProvider.Ollama)]
    public async Task Thoughts_are_no_answer(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "because", thoughts: "hm"), ProviderReplies.Words(provider, "", thoughts: "hm"));
        ChatAnswer.Read(await AskAsync(Settings(provider, server))).ShouldBe(new ChatAnswer("because", null));
        ChatAnswer.Read(await AskAsync(Settings(provider, server))).Failure.ShouldNotBeNull().ShouldContain("thoughts and no answer: \"hm\"");
    }

    [Theory]
    [InlineData(ChatProvider.Anthropic, "Anthropic's messages interface")]
    [InlineData(ChatProvider.Ollama, "Ollama's chat interface")]
    [InlineData(ChatProvider.Azure, "OpenAI's chat interface")]
    public async Task A_reply_of_another_kind_is_said(ChatProvider provider, string kind)
    {
        using var server = new ScriptedServer(new Reply(200, "<html>Welcome</html>"));
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(Settings(provider, server)))).Message
            .ShouldContain($"not of {kind}: check 'author.chat.endpoint'");
    }

    [Theory]
    [InlineData(ChatProvider.Anthropic, "\"because\"")]
    [InlineData(ChatProvider.Ollama, "true")]
    [InlineData(ChatProvider.Azure, "\"assistant\"")]
    public async Task A_reply_that_the_providers_client_cannot_read_costs_one_call(ChatProvider provider, string usual)
    {
        var odd = ProviderReplies.Words(provider, "because");
        using var server = new ScriptedServer(odd with { Body = odd.Body.Replace(usual, "[]") });
        (await Should.ThrowAsync<ChatCallException>(() => AskAsync(Settings(provider, server)))).Message.ShouldContain("its client cannot read");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Cancelling_ends_the_call(ChatProvider provider)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "because") with { Silent = true });
        using var client = ChatClientFactory.Create(Settings(provider, server));
        using var stop = new CancellationTokenSource(200);
        await Should.ThrowAsync<OperationCanceledException>(() => client.GetResponseAsync("why?", cancellationToken: stop.Token));
    }

    [Theory]
    [InlineData(ChatProvider.Ollama, "/v1", "/api/chat")]
    [InlineData(ChatProvider.Ollama, "/proxy/", "/proxy/api/chat")]
    [InlineData(ChatProvider.Azure, "/openai/deployments/other/chat/completions?api-version=1", "/openai/deployments/tiny-model/chat/completions")]
    [InlineData(ChatProvider.Anthropic, "/", "/v1/messages")]
    public async Task An_endpoint_may_be_written_in_any_usual_way(ChatProvider provider, string end, string path)
    {
        using var server = new ScriptedServer(ProviderReplies.Words(provider, "because"));
        await AskAsync(Settings(provider, server) with { Endpoint = $"http://{server.Host}{end}" });
        server.Requests.ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [Theory]
    [InlineData(ChatProvider.Azure, "author.chat.endpoint")]
    [InlineData(ChatProvider.Anthropic, "ANTHROPIC_API_KEY")]
    public void What_is_missing_is_named(ChatProvider provider, string named)
    {
        Environment.SetEnvironmentVariable("ANTHROPIC_API_KEY", null);
        Should.Throw<SettingsException>(() => ChatClientFactory.Create(new() { Provider = provider, Model = "m" }, "author.chat")).Message.ShouldContain(named);
    }

    [Fact]
    public void A_setting_of_another_interface_is_refused() =>
        Should.Throw<SettingsException>(() => ChatClientFactory.Create(
            new() { Provider = ChatProvider.Ollama, Model = "m", OutputLimitField = OutputLimitField.MaxTokens })).Message.ShouldContain("output_limit_field");
}
