using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Chat.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests.Ledger;

/// <summary>What is paid for once.</summary>
public sealed class LedgerTests : IDisposable
{
    private const string Key = "sk-very-secret-ledger-0123456789";
    private static readonly ChatSettings s_settings = new() { Model = "m", MaxOutputTokens = 100 };
    private static readonly ModelPrice s_price = new(Input: 2m, Output: 10m);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "ledger.sqlite");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static LedgerClient Client(CallLedger ledger, IChatClient inner, CallBudget? budget = null, ModelPrice? price = null, string stage = "judge",
        TimeSpan? grace = null) => new(inner, ledger, new(stage, "judge a against b 1"), s_settings, price ?? s_price, budget ?? CallBudget.None, grace);

    private static CallBudget Budget(decimal? money = null, long? tokens = null) =>
        new(new("chat.budget", money, tokens), new Dictionary<string, BudgetLimits>());

    private LedgerReport Report() => LedgerReport.Read(File);

    private static async Task<string> AskAsync(IChatClient client, string question = "why?", string sample = "1") =>
        (await client.GetResponseAsync(question, SampleIndex.With(sample))).Text;

    [Fact]
    public async Task An_answer_is_paid_for_once_also_by_a_run_that_goes_on_later_and_by_another_stage()
    {
        var inner = new FakeClient(n => FakeClient.Words($"answer {n}"));
        using (var ledger = new CallLedger(File))
        {
            (await AskAsync(Client(ledger, inner))).ShouldBe("answer 1");
            (await AskAsync(Client(ledger, inner))).ShouldBe("answer 1");
        }
        using (var later = new CallLedger(File)) (await AskAsync(Client(later, inner, stage: "author"))).ShouldBe("answer 1");
        inner.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Equal_requests_with_other_indices_are_other_requests_and_the_index_stays_here()
    {
        var inner = new FakeClient(n => FakeClient.Words($"answer {n}"));
        using var ledger = new CallLedger(File);
        string[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AskAsync(Client(ledger, inner), sample: $"{i}")))];
        answers.Distinct().Count().ShouldBe(40);
        inner.Calls.ShouldBe(40);
        inner.LastOptions!.AdditionalProperties.ShouldBeNull();
        Report().Total.Answered.ShouldBe(40);
    }

    [Fact]
    public async Task Stages_side_by_side_have_together_no_more_calls_under_way_than_the_settings_let_be()
    {
        var settings = s_settings with { Model = "slots", Concurrency = 3 };
        var (reached, open) = (new TaskCompletionSource(), new TaskCompletionSource());
        var inner = new FakeClient(async (n, _) =>
        {
            if (n == settings.Concurrency) reached.SetResult();
            await open.Task;
            return FakeClient.Words("yes");
        });
        using var ledger = new CallLedger(File);
        LedgerClient Of(string stage) => new(inner, ledger, new(stage, stage), settings, s_price, CallBudget.None);
        Task<string>[] calls = [.. from stage in (string[])["judge", "author"] from i in Enumerable.Range(0, 8) select AskAsync(Of(stage), sample: stage + i)];
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(100);   // for a fourth to come too, if it may
        inner.Calls.ShouldBe(settings.Concurrency);
        Report().Total.Calls.ShouldBe(settings.Concurrency);
        open.SetResult();
        await Task.WhenAll(calls);
        inner.Calls.ShouldBe(16);
        Report().Total.Answered.ShouldBe(16);
    }

    [Fact]
    public async Task What_can_change_an_answer_makes_another_request_and_patience_does_not()
    {
        ChatMessage[] asked = [new(ChatRole.User, "why?")];
        string Key(ChatSettings settings, ChatOptions? options = null, ChatMessage[]? messages = null) =>
            RequestKey.Of(settings, messages ?? asked, options, "1");
        var key = Key(s_settings);
        Key(s_settings with { TimeoutSeconds = 7, Retries = 1, Concurrency = 9, Endpoint = "http://elsewhere", ApiKeyVariable = "OTHER" }).ShouldBe(key);
        string[] others =
        [
            Key(s_settings with { Model = "n" }), Key(s_settings with { Provider = ChatProvider.Gemini }), Key(s_settings with { MaxOutputTokens = 101 }),
            Key(s_settings, new() { Temperature = 0 }), Key(s_settings, new() { TopP = 0.5f }), Key(s_settings, new() { Instructions = "be brief" }),
            Key(s_settings, new() { ResponseFormat = ChatResponseFormat.Json }), Key(s_settings, new() { StopSequences = ["x"] }),
            Key(s_settings, null, [new(ChatRole.System, "why?")]), Key(s_settings, null, [new(ChatRole.User, "why"), new(ChatRole.User, "?")]),
        ];
        others.Append(key).Distinct().Count().ShouldBe(others.Length + 1);
    }

    [Fact]
    public async Task A_kept_answer_reads_as_it_came()
    {
        var refused = new ChatResponse(new ChatMessage(ChatRole.Assistant,
            [new TextContent("<think>hm</think> no\u2028\"quotes\""), new ErrorContent("I will not")]))
        {
            FinishReason = ChatFinishReason.ContentFilter,
            Usage = new() { InputTokenCount = 7, OutputTokenCount = 9, ReasoningTokenCount = 4, CachedInputTokenCount = 3, TotalTokenCount = 16 },
        };
        using var ledger = new CallLedger(File);
        var client = Client(ledger, new FakeClient(_ => refused));
        foreach (var read in new[] { await client.GetResponseAsync("why?"), await client.GetResponseAsync("why?") })
        {
            read.Text.ShouldBe(refused.Text);
            read.FinishReason.ShouldBe(refused.FinishReason);
            ChatAnswer.Read(read).ShouldBe(ChatAnswer.Read(refused));
            (read.Usage!.InputTokenCount, read.Usage.OutputTokenCount, read.Usage.ReasoningTokenCount, read.Usage.CachedInputTokenCount,
                read.Usage.TotalTokenCount)
                .ShouldBe((7, 9, 4, 3, 16));
        }
    }

    [Fact]
    public async Task A_call_is_recorded_before_it_is_sent_and_its_answer_before_it_is_used()
    {
        LedgerReport? sending = null;
        using var ledger = new CallLedger(File);
        await AskAsync(Client(ledger, new FakeClient(_ =>
        {
            sending = Report();
            return FakeClient.Words("because");
        })));
        (sending!.UnderWay, sending.Total.Answered).ShouldBe((1, 0));
        (Report().UnderWay, Report().Total.Answered).ShouldBe((0, 1));
        LedgerCsv.Read(File).ShouldContain("because");
    }

    [Fact]
    public async Task A_failure_is_recorded_by_its_kind_and_asked_again()
    {
        var inner = new FakeClient(n => n == 1 ? throw new ChatCallException("slow down") { Failure = CallFailure.Throttled } : FakeClient.Words("because"));
        using var ledger = new CallLedger(File);
        await Should.ThrowAsync<ChatCallException>(() => AskAsync(Client(ledger, inner)));
        Report().Total.ChargedTokens.ShouldBe(0, "a refusal costs nothing");
        (await AskAsync(Client(ledger, inner))).ShouldBe("because");
        Report().Failures.ShouldBe([new LedgerFailure("throttled", "judge", 1, "slow down")]);
    }

    [Fact]
    public async Task Calls_under_way_when_their_process_died_are_of_unknown_outcome_charged_and_asked_again()
    {
        using (var dying = new CallLedger(File))
        {
            var never = new TaskCompletionSource<ChatResponse>();
            _ = AskAsync(Client(dying, new FakeClient((_, _) => never.Task)));
            while (Report().UnderWay == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
            using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
            connection.Open();
            using var kill = connection.CreateCommand();
            kill.CommandText = "UPDATE sessions SET process = 2147480000";   // which no system has
            kill.ExecuteNonQuery();

            var inner = new FakeClient(_ => FakeClient.Words("because"));
            using var next = new CallLedger(File);
            var (unknown, reserved) = (Report(), 4 + 16 + 100);   // bytes of "why?", its frame, the longest answer
            (unknown.UnknownOutcome, unknown.UnderWay, unknown.Total.ChargedTokens).ShouldBe((1, 0, reserved));
            (await AskAsync(Client(next, inner))).ShouldBe("because");
            inner.Calls.ShouldBe(1);
            (Report().UnknownOutcome, Report().Total.Answered, Report().Total.ChargedTokens).ShouldBe((1, 1, reserved + 15));
        }
    }

    [Fact]
    public async Task Two_that_ask_the_same_at_once_on_one_file_pay_once()
    {
        var (gate, inner) = (new TaskCompletionSource(), default(FakeClient));
        inner = new FakeClient(async (n, _) =>
        {
            await gate.Task;
            return FakeClient.Words($"answer {n}");
        });
        using var one = new CallLedger(File);
        using var other = new CallLedger(File);
        var asking = new[] { one, other, one, other }.Select(l => AskAsync(Client(l, inner))).ToArray();
        while (Report().UnderWay == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
        gate.SetResult();
        (await Task.WhenAll(asking)).Distinct().ShouldBe(["answer 1"]);
        inner.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_budget_in_tokens_is_reserved_before_and_settled_by_what_was_used()
    {
        // One call may use 4 + 16 + 100 = 120 tokens and uses 15: after 8 there are 120 left of 240, after 9 only 105.
        var inner = new FakeClient(n => FakeClient.Words($"answer {n}"));
        using var ledger = new CallLedger(File);
        var client = Client(ledger, inner, Budget(tokens: 240));
        for (var i = 0; i < 9; i++) await AskAsync(client, sample: $"{i}");
        var spent = await Should.ThrowAsync<BudgetException>(() => AskAsync(client, sample: "9"));
        spent.ExitCode.ShouldBe(3);
        spent.Message.ShouldContain("'chat.budget.tokens' is 240: 135 are used");
        inner.Calls.ShouldBe(9);
        (await AskAsync(client, sample: "3")).ShouldBe("answer 4", "what is paid for costs nothing more");
    }

    [Fact]
    public async Task Calls_under_way_are_waited_for_before_a_budget_counts_as_spent()
    {
        // Two calls of 120 do not go into 200 at once, and of 15 each they do.
        var inner = new FakeClient(n => FakeClient.Words($"answer {n}"));
        using var ledger = new CallLedger(File);
        var client = Client(ledger, inner, Budget(tokens: 200));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => AskAsync(client, sample: $"{i}")));
        (Report().Total.Answered, Report().Total.ChargedTokens).ShouldBe((6, 90));
    }

    [Fact]
    public async Task A_budget_in_money_counts_exactly_and_by_stage()
    {
        // 10 × 2 + 5 × 10 = 70 millionths a call; one may cost 20 × 2 + 100 × 10 = 1,040.
        var inner = new FakeClient(n => FakeClient.Words($"answer {n}"));
        using var ledger = new CallLedger(File);
        var budget = new CallBudget(new("chat.budget", 1m), new Dictionary<string, BudgetLimits> { ["judge"] = new("chat.budget.judge", 0.00118m) });
        for (var i = 0; i < 3; i++) await AskAsync(Client(ledger, inner, budget), sample: $"{i}");
        (await Should.ThrowAsync<BudgetException>(() => AskAsync(Client(ledger, inner, budget), sample: "4"))).Message
            .ShouldContain("'chat.budget.judge.money' is 0.00118: 0.00021 is spent, and the next call, of the stage 'judge', may cost 0.00104");
        await AskAsync(Client(ledger, inner, budget, stage: "author"), sample: "4");
        Report().Stages.Select(s => (s.Name, s.Money)).ShouldBe([("judge", 0.00021m), ("author", 0.00007m)]);
    }

    [Fact]
    public async Task A_call_that_was_sent_is_still_recorded_when_whoever_asked_gives_up()
    {
        var gate = new TaskCompletionSource<ChatResponse>();
        using var ledger = new CallLedger(File);
        using var stop = new CancellationTokenSource();
        var asking = Client(ledger, new FakeClient((_, _) => gate.Task)).GetResponseAsync("why?", cancellationToken: stop.Token);
        while (Report().UnderWay == 0) await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        gate.SetResult(FakeClient.Words("because"));
        (await asking).Text.ShouldBe("because");
        Report().Total.Answered.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_gets_no_answer_even_so_is_of_unknown_outcome()
    {
        using var ledger = new CallLedger(File);
        using var stop = new CancellationTokenSource();
        var inner = new FakeClient(async (_, cancel) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancel);
            return FakeClient.Words("never");
        });
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Client(ledger, inner, grace: TimeSpan.FromMilliseconds(1)).GetResponseAsync("why?", cancellationToken: stop.Token));
        (Report().UnknownOutcome, Report().Total.ChargedTokens).ShouldBe((1, 120));
    }

    [Fact]
    public async Task An_attempt_that_got_no_whole_reply_is_charged_beside_what_the_call_used()
    {
        Environment.SetEnvironmentVariable("AOP_TEST_LEDGER_KEY", Key);
        using var server = new ScriptedServer(Reply.Words("because") with { Cut = true }, Reply.Error(500, $"do not send {Key}"), new(200, "{nonsense"),
            new(200, """{"choices": [{"message": {"content": "because"}}], "usage": {"prompt_tokens": 10, "completion_tokens": 5}}"""));
        var settings = s_settings with
        {
            Provider = ChatProvider.Compatible,
            Endpoint = server.Endpoint,
            ApiKeyVariable = "AOP_TEST_LEDGER_KEY",
            Retries = 1,
            FirstPauseSeconds = 0.01,
        };
        using (var calls = new ChatCalls(_folder, new("judge", "judge"), new CallOptions(CallBudget.None, null, CallLogging.Contents)))
        {
            using var client = calls.Client(settings, "evaluation.judge.chat");
            (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Failure.ShouldBe(CallFailure.ServerError);
            Report().Total.ChargedTokens.ShouldBe(120, "the cut attempt; the 500 is free");
            (await Should.ThrowAsync<ChatCallException>(() => AskAsync(client))).Failure.ShouldBe(CallFailure.Unreadable);
            (await AskAsync(client)).ShouldBe("because");
            (Report().LostAttempts, Report().Total.ChargedTokens).ShouldBe((1, 120 + 120 + 15));
        }
        server.Requests.ShouldAllBe(r => r.Authorization == $"Bearer {Key}");
        System.IO.File.ReadAllText(Path.Combine(_folder, ChatCalls.LogName)).ShouldContain("because");
        foreach (var file in Directory.GetFiles(_folder)) System.IO.File.ReadAllText(file, System.Text.Encoding.Latin1).ShouldNotContain(Key);
    }

    [Fact]
    public void A_budget_needs_a_limit_of_answers_and_in_money_a_price()
    {
        var unlimited = new ChatSettings { Provider = ChatProvider.Compatible, Model = "tiny" };
        Should.Throw<SettingsException>(() => ChatCalls.Check(unlimited, "author.chat", "author", new(Budget(tokens: 100)))).Message
            .ShouldContain("'author.chat.max_output_tokens'");
        Should.Throw<SettingsException>(() => ChatCalls.Check(unlimited, "author.chat", "author", new(Budget(money: 1)))).Message.ShouldContain("'tiny'");
        ChatCalls.Check(unlimited, "author.chat", "author", CallOptions.Default);
    }

    [Fact]
    public void A_file_of_another_version_is_not_touched()
    {
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=false"))
        {
            connection.Open();
            using var set = connection.CreateCommand();
            set.CommandText = "PRAGMA user_version = 99";
            set.ExecuteNonQuery();
        }
        Should.Throw<StorageException>(() => new CallLedger(File)).Message.ShouldContain("is no ledger that this version reads");
        System.IO.File.WriteAllText(File, "not a database at all, but long enough to be looked at as one");
        Should.Throw<StorageException>(() => new CallLedger(File)).Message.ShouldContain(File);
    }
}
