using System.ClientModel;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;
using OpenAI.Chat;

namespace AlwaysOnPolicy.Web.Tests.Completions;

/// <summary>What OpenAI's official client for .NET makes of the server.</summary>
public sealed class OfficialClientTests(ServedFixture served) : IClassFixture<ServedFixture>
{
    private readonly ChatClient _chat = served.Client().GetChatClient(ServedFixture.Model);
    private static readonly ChatMessage[] s_asked = [new SystemChatMessage("Be short."), new UserChatMessage("What is rain?")];

    [Fact]
    public async Task An_answer_comes_with_its_usage_and_the_reason_of_its_end()
    {
        var answer = (await _chat.CompleteChatAsync(s_asked, Options(seed: 1), Cancel)).Value;
        answer.Role.ShouldBe(ChatMessageRole.Assistant);
        answer.Model.ShouldBe(ServedFixture.Model);
        answer.Content[0].Text.ShouldNotBeNullOrEmpty();
        answer.FinishReason.ShouldBe(ChatFinishReason.Length);
        answer.Usage.OutputTokenCount.ShouldBe(12);
        answer.Usage.InputTokenCount.ShouldBe(served.Policy.Policy.Format.EncodeTurns(
            [new ChatTurn(Transcript.System, "Be short."), new ChatTurn(Transcript.User, "What is rain?")]).Length);
        answer.Usage.TotalTokenCount.ShouldBe(answer.Usage.InputTokenCount + 12);
    }

    [Fact]
    public async Task The_same_seed_gets_the_same_answer_and_another_seed_another()
    {
        async Task<string> Ask(long? seed) => (await _chat.CompleteChatAsync(s_asked, Options(seed), Cancel)).Value.Content[0].Text;
        var first = await Ask(7);
        (await Ask(7)).ShouldBe(first);
        (await Ask(8)).ShouldNotBe(first);
        (await Ask(null)).ShouldNotBe(await Ask(null));
    }

    [Fact]
    public async Task Many_at_once_get_the_answers_that_each_gets_alone()
    {
        async Task<string> Ask(long seed) => (await _chat.CompleteChatAsync(s_asked, Options(seed), Cancel)).Value.Content[0].Text;
        var alone = new List<string>();
        for (var seed = 0; seed < 12; seed++) alone.Add(await Ask(seed));
        (await Task.WhenAll(Enumerable.Range(0, 12).Select(seed => Ask(seed)))).ShouldBe(alone);
    }

    [Fact]
    public async Task A_stream_brings_the_same_text_in_whole_characters_and_the_usage_at_its_end()
    {
        for (var seed = 0L; seed < 8; seed++)
        {
            var whole = (await _chat.CompleteChatAsync(s_asked, Options(seed), Cancel)).Value;
            var text = "";
            ChatTokenUsage? usage = null;
            ChatFinishReason? reason = null;
            await foreach (var update in _chat.CompleteChatStreamingAsync(s_asked, Options(seed), Cancel))
            {
                foreach (var part in update.ContentUpdate)
                {
                    (part.Text.Length > 0 && char.IsHighSurrogate(part.Text[^1])).ShouldBeFalse();
                    text += part.Text;
                }
                (usage, reason) = (update.Usage ?? usage, update.FinishReason ?? reason);
            }
            text.ShouldBe(whole.Content[0].Text);
            reason.ShouldBe(whole.FinishReason);
            usage.ShouldNotBeNull().TotalTokenCount.ShouldBe(whole.Usage.TotalTokenCount);
        }
    }

    [Fact]
    public async Task A_stop_text_ends_the_answer_before_it_whole_or_streamed()
    {
        var whole = (await _chat.CompleteChatAsync(s_asked, Options(3), Cancel)).Value.Content[0].Text;
        var stop = whole.Substring(whole.Length / 2, 2);
        var options = Options(3);
        options.StopSequences.Add(stop);
        var left = whole[..whole.IndexOf(stop, StringComparison.Ordinal)];
        var answer = (await _chat.CompleteChatAsync(s_asked, options, Cancel)).Value;
        answer.Content.Count.ShouldBe(1);
        answer.Content[0].Text.ShouldBe(left);
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage.OutputTokenCount.ShouldBeLessThanOrEqualTo(12);
        var streamed = "";
        await foreach (var update in _chat.CompleteChatStreamingAsync(s_asked, options, Cancel))
            streamed += string.Concat(update.ContentUpdate.Select(c => c.Text));
        streamed.ShouldBe(left);
    }

    [Fact]
    public async Task Logprobs_name_the_likeliest_tokens_and_the_bytes_are_the_text()
    {
        var options = Options(4);
        (options.IncludeLogProbabilities, options.TopLogProbabilityCount) = (true, 3);
        var answer = (await _chat.CompleteChatAsync(s_asked, options, Cancel)).Value;
        var tokens = answer.ContentTokenLogProbabilities;
        tokens.Count.ShouldBe(12);
        System.Text.Encoding.UTF8.GetString([.. tokens.SelectMany(t => t.Utf8Bytes!.Value.ToArray())]).ShouldBe(answer.Content[0].Text);
        foreach (var token in tokens)
        {
            token.LogProbability.ShouldBeLessThan(0);
            token.TopLogProbabilities.Count.ShouldBe(3);
            token.TopLogProbabilities.Select(t => t.LogProbability).ShouldBeInOrder(SortDirection.Descending);
            token.TopLogProbabilities[0].LogProbability.ShouldBeGreaterThanOrEqualTo(token.LogProbability);
        }
    }

    [Fact]
    public async Task The_model_is_listed_and_another_is_not_found()
    {
        var models = served.Client().GetOpenAIModelClient();
        (await models.GetModelsAsync(Cancel)).Value.Single().Id.ShouldBe(ServedFixture.Model);
        (await models.GetModelAsync(ServedFixture.Model, Cancel)).Value.OwnedBy.ShouldBe("aop");
        (await Should.ThrowAsync<ClientResultException>(() => models.GetModelAsync("other", Cancel))).Status.ShouldBe(404);
        var refused = await Should.ThrowAsync<ClientResultException>(() => served.Client().GetChatClient("other").CompleteChatAsync(s_asked, null, Cancel));
        refused.Status.ShouldBe(404);
        refused.Message.ShouldContain("model_not_found");
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(ServedFixture.Token + "x")]
    public async Task A_wrong_token_is_refused(string token)
    {
        var refused = await Should.ThrowAsync<ClientResultException>(() =>
            ServedFixture.Client(served.Server.Address, token).GetChatClient(ServedFixture.Model).CompleteChatAsync(s_asked, null, Cancel));
        refused.Status.ShouldBe(401);
        refused.Message.ShouldContain("invalid_api_key");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

#pragma warning disable OPENAI001   // the seed is marked as one that may change
    private static ChatCompletionOptions Options(long? seed) => new() { Seed = seed, MaxOutputTokenCount = 12, Temperature = 1 };
#pragma warning restore OPENAI001
}
