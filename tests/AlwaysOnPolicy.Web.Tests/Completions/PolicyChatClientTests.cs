using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Chat.Ledger;
using AlwaysOnPolicy.Chat.Local;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Tests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Web.Tests.Completions;

public sealed class PolicyChatClientTests(ServedFixture served) : IClassFixture<ServedFixture>, IDisposable
{
    private static readonly ChatMessage[] s_asked = [new(ChatRole.User, "What is rain?")];
    private static readonly SamplingOptions s_sampling = new() { MaxNewTokens = 12 };
    private readonly TemporaryFolder _folder = new();
    private readonly PolicyChatClient _client = new(served.Policy, s_sampling, "tiny", mostCalls: 8);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_answer_is_the_one_that_the_server_gives_under_the_same_seed()
    {
        var own = await AskAsync(5);
        var options = new OpenAI.Chat.ChatCompletionOptions { MaxOutputTokenCount = 12 };
#pragma warning disable OPENAI001   // the seed is marked as one that may change
        options.Seed = 5;
#pragma warning restore OPENAI001
        var servers = (await served.Client().GetChatClient(ServedFixture.Model).CompleteChatAsync(
            [new OpenAI.Chat.UserChatMessage("What is rain?")], options, Cancel)).Value;
        own.Text.ShouldBe(servers.Content[0].Text);
        own.Usage!.InputTokenCount.ShouldBe(servers.Usage.InputTokenCount);
        own.Usage.OutputTokenCount.ShouldBe(12);
        own.FinishReason.ShouldBe(ChatFinishReason.Length);
    }

    [Fact]
    public async Task A_stream_is_the_answer_in_parts()
    {
        var parts = new List<ChatResponseUpdate>();
        await foreach (var part in _client.GetStreamingResponseAsync(s_asked, new ChatOptions { Seed = 5 }, Cancel)) parts.Add(part);
        parts.Count.ShouldBeGreaterThan(1);
        var whole = parts.ToChatResponse();
        whole.Text.ShouldBe((await AskAsync(5)).Text);
        whole.Usage!.TotalTokenCount.ShouldBe(whole.Usage.InputTokenCount + 12);
    }

    [Fact]
    public async Task Many_callers_at_once_get_what_each_gets_alone()
    {
        var alone = new List<string>();
        for (var seed = 0; seed < 20; seed++) alone.Add((await AskAsync(seed)).Text);
        (await Task.WhenAll(Enumerable.Range(0, 20).Select(seed => AskAsync(seed)))).Select(r => r.Text).ShouldBe(alone);
    }

    [Fact]
    public async Task Options_of_a_call_count_before_the_clients_own()
    {
        var greedy = await _client.GetResponseAsync(s_asked, new ChatOptions { Temperature = 0, MaxOutputTokens = 4 }, Cancel);
        greedy.Usage!.OutputTokenCount.ShouldBe(4);
        (await _client.GetResponseAsync(s_asked, new ChatOptions { Temperature = 0, MaxOutputTokens = 4 }, Cancel)).Text.ShouldBe(greedy.Text);
        var stopped = await _client.GetResponseAsync(s_asked, new ChatOptions { Seed = 5, StopSequences = [(await AskAsync(5)).Text[3..5]] }, Cancel);
        stopped.FinishReason.ShouldBe(ChatFinishReason.Stop);
        stopped.Text.Length.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_request_that_leaves_no_room_fails_alone()
    {
        var failed = await Should.ThrowAsync<ChatCallException>(() => _client.GetResponseAsync([new(ChatRole.User, new string('x', 3000))], null, Cancel));
        failed.Message.ShouldContain("512 tokens");
        (await AskAsync(1)).Text.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Options_out_of_range_fail_their_call()
    {
        foreach (var options in (ChatOptions[])[new() { MaxOutputTokens = 0 }, new() { TopP = 2 }, new() { Temperature = 1000 }])
            await Should.ThrowAsync<ChatCallException>(() => _client.GetResponseAsync(s_asked, options, Cancel));
        var likeliest = await _client.GetResponseAsync(s_asked, new ChatOptions { Temperature = 0 }, Cancel);
        (await _client.GetResponseAsync(s_asked, new ChatOptions { TopP = 0, TopK = -1 }, Cancel)).Text.ShouldBe(likeliest.Text);
    }

    [Fact]
    public async Task What_is_no_text_is_refused_and_not_left_out()
    {
        ChatMessage picture = new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1 }, "image/png")]);
        var failed = await Should.ThrowAsync<ChatCallException>(() => _client.GetResponseAsync([picture], null, Cancel));
        failed.Message.ShouldContain(nameof(DataContent));
    }

    [Fact]
    public async Task Who_gives_up_is_not_answered_and_makes_room()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var asked = _client.GetResponseAsync(s_asked, new ChatOptions { MaxOutputTokens = 480 }, gone.Token);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        while (served.Policy.Growing + served.Policy.Waiting > 0) await Task.Delay(1, Cancel);
    }

    /// <summary>By the seed of a run and the index of a request, each has one answer, which is kept and costs nothing.</summary>
    [Fact]
    public async Task Through_the_ledger_a_request_is_answered_once_for_each_index_and_seed()
    {
        var settings = new ChatSettings { Provider = ChatProvider.Local, Model = "content", MaxOutputTokens = 12 };
        var spent = new CallBudget(new BudgetLimits("chat.budget", Money: 0m), new Dictionary<string, BudgetLimits>());
        async Task<string> Ask(ulong seed, string index)
        {
            using var calls = new ChatCalls(_folder.Path, new CallPurpose("judge", "judge"), CallOptions.Default with { Budget = spent });
            var answer = await calls.Over(_client, settings, seed).GetResponseAsync(s_asked, SampleIndex.With(index), Cancel);
            return answer.Text;
        }
        LedgerSum Total() => LedgerReport.Read(Path.Combine(_folder.Path, CallLedger.FileName)).Total;
        var first = await Ask(1, "a");
        (await Ask(1, "a")).ShouldBe(first);
        Total().Calls.ShouldBe(1);
        (await Ask(1, "b")).ShouldNotBe(first);
        (await Ask(2, "a")).ShouldNotBe(first);
        Total().Calls.ShouldBe(3);
        Total().Money.ShouldBe(0);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<ChatResponse> AskAsync(long seed) => _client.GetResponseAsync(s_asked, new ChatOptions { Seed = seed }, Cancel);
}
