using System.Collections.Concurrent;
using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Chat.Ledger;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>Batches against a service that remembers them.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly string[] s_questions = ["one", "two", "three", "two"];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"aop-batch-{Guid.NewGuid():N}");
    private readonly BatchServer _server = new();
    private readonly QuietClock _clock = new(s_questions.Length);

    public void Dispose()
    {
        _server.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private ChatSettings Settings => new()
    {
        Provider = ChatProvider.Compatible,
        Model = "tiny-model",
        Endpoint = $"http://{_server.Host}/v1",
        Batch = true,
        Retries = 2,
        FirstPauseSeconds = 0.01,
    };

    private IChatClient Client() => _clock.Watch(BatchedChat.Create(Settings, "judge.chat", _folder, _clock));

    private static async Task<string[]> AskAsync(IChatClient client, CancellationToken cancel = default) =>
        [.. (await Task.WhenAll(s_questions.Select(q => client.GetResponseAsync(q, cancellationToken: cancel)))).Select(r => r.Text)];

    private static IEnumerable<string> Batched => s_questions.Select(q => $"batch: {q}");

    [Fact]
    public async Task All_requests_go_as_one_batch_and_each_gets_its_answer_and_what_it_used()
    {
        using var client = Client();
        (await AskAsync(client)).ShouldBe(Batched);
        _server.Batches.ShouldHaveSingleItem();
        _server.Uploads.ShouldBe(1);
        _server.Singles.ShouldBeEmpty();
        _clock.Expect(1);
        var later = await client.GetResponseAsync("four");
        (later.Text, later.Usage!.InputTokenCount, later.Usage.OutputTokenCount).ShouldBe(("batch: four", 4L, 2L));
        _server.Batches.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("POST files")]
    [InlineData("POST files done")]
    [InlineData("POST batches")]
    [InlineData("POST batches done")]
    [InlineData("GET batches")]
    [InlineData("GET batches done")]
    [InlineData("GET content")]
    [InlineData("GET content done")]
    public async Task A_run_that_is_killed_anywhere_goes_on_with_the_same_batch(string place)
    {
        using var kill = new CancellationTokenSource();
        _server.At = at =>
        {
            if (at != place || kill.IsCancellationRequested) return true;
            kill.Cancel();
            return false;
        };
        using (var killed = Client()) await Should.ThrowAsync<OperationCanceledException>(() => AskAsync(killed, kill.Token));
        using var client = Client();
        (await AskAsync(client)).ShouldBe(Batched);
        _server.Batches.ShouldHaveSingleItem();
        _server.Singles.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST batches done")]
    [InlineData("GET batches")]
    [InlineData("GET content done")]
    public async Task A_batch_that_a_killed_run_sent_is_charged_once(string place)
    {
        using var kill = new CancellationTokenSource();
        _server.At = at =>
        {
            if (at != place || kill.IsCancellationRequested) return true;
            kill.Cancel();
            return false;
        };
        // Room for three requests at their most (bytes of each, 16 of its frame, an answer of 10), and not for three more.
        const int Room = 3 + 3 + 5 + (3 * (16 + 10));
        await Should.ThrowAsync<OperationCanceledException>(() => AskThreeAsync(Room, kill.Token));
        (Report().UnknownOutcome, Report().LostAttempts, Report().Total.ChargedTokens).ShouldBe((3, 0, Room));

        (await AskThreeAsync(Room, CancellationToken.None)).ShouldBe(Batched.Take(3));
        _server.Batches.ShouldHaveSingleItem();
        (Report().UnknownOutcome, Report().Total.Calls, Report().Total.Answered).ShouldBe((0, 3, 3));
    }

    private LedgerReport Report() => LedgerReport.Read(Path.Combine(_folder, CallLedger.FileName));

    /// <summary>The first three questions as one batch, by way of the ledger.</summary>
    private async Task<string[]> AskThreeAsync(long tokens, CancellationToken cancel)
    {
        Directory.CreateDirectory(_folder);
        _clock.Expect(3);
        var settings = Settings with { MaxOutputTokens = 10 };
        var budget = new CallBudget(new("chat.budget", null, tokens), new Dictionary<string, BudgetLimits>());
        using var ledger = new CallLedger(Path.Combine(_folder, CallLedger.FileName));
        var batches = _clock.Watch(BatchedChat.Create(settings, "judge.chat", Path.Combine(_folder, "batches"), _clock));
        using var client = new LedgerClient(batches, ledger, new("judge", "a against b"), settings, null, budget, TimeSpan.Zero);
        return [.. (await Task.WhenAll(s_questions[..3].Select(q => client.GetResponseAsync(q, SampleIndex.With(q), cancel)))).Select(r => r.Text)];
    }

    [Theory]
    [InlineData("POST files done")]
    [InlineData("POST batches done")]
    [InlineData("GET batches")]
    [InlineData("GET content done")]
    public async Task A_batchs_own_request_that_is_cut_is_charged_to_none_of_its_calls(string place)
    {
        var cuts = 0;
        _server.At = at => at != place || Interlocked.Increment(ref cuts) > 1;
        (await AskThreeAsync(1000, CancellationToken.None)).ShouldBe(Batched.Take(3));
        cuts.ShouldBeGreaterThan(0);
        (Report().LostAttempts, Report().Total.ChargedTokens).ShouldBe((0, 3 * 6));   // 4 + 2 tokens each, as the service counts
    }

    [Theory]
    [InlineData("POST files")]
    [InlineData("POST batches")]
    [InlineData("POST batches done")]
    [InlineData("GET batches")]
    [InlineData("GET content done")]
    public async Task A_cut_connection_anywhere_makes_no_second_batch(string place)
    {
        var cuts = 0;
        _server.At = at => at != place || Interlocked.Increment(ref cuts) > 1;
        using var client = Client();
        (await AskAsync(client)).ShouldBe(Batched);
        _server.Batches.ShouldHaveSingleItem();
        cuts.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Answers_that_are_there_need_no_service()
    {
        using (var client = Client()) await AskAsync(client);
        _server.At = _ => false;
        using var again = Client();
        (await AskAsync(again)).ShouldBe(Batched);
    }

    [Fact]
    public async Task What_is_known_waits_for_its_batch_and_what_is_new_goes_into_another()
    {
        using (var client = Client()) await AskAsync(client);
        using var again = Client();
        _clock.Expect(3);
        (await Task.WhenAll(again.GetResponseAsync("two"), again.GetResponseAsync("two"), again.GetResponseAsync("two"))).Select(r => r.Text)
            .ShouldAllBe(t => t == "batch: two");
        _server.Batches.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("completed", "error")]
    [InlineData("completed", "odd")]
    [InlineData("completed", "nothing")]
    [InlineData("expired", "nothing")]
    [InlineData("cancelled", "nothing")]
    public async Task What_got_no_answer_in_its_batch_is_asked_by_itself(string end, string fate)
    {
        (_server.EndState, _server.Fate) = (end, q => q == "two" ? fate : "answer");
        ConcurrentQueue<string> said = [];   // others may wait at the same time
        ServiceWaits.Waiting += said.Enqueue;
        using var client = Client();
        (await AskAsync(client)).ShouldBe(["batch: one", "single: two", "batch: three", "single: two"]);
        ServiceWaits.Waiting -= said.Enqueue;
        _server.Singles.ShouldBe(["two", "two"]);
        said.ShouldContain(s => s.Contains($"is {end}: 2 of 4 requests got no answer") && (fate != "error" || s.Contains("sorry")));
    }

    [Fact]
    public async Task A_batch_that_is_refused_as_a_whole_ends_the_run_and_is_sent_anew_the_next_time()
    {
        _server.EndState = "failed";
        using (var client = Client())
            (await Should.ThrowAsync<ChatException>(() => AskAsync(client))).Message.ShouldContain("refused the batch batch_0: The model is not for batches.");
        _server.EndState = "completed";
        using var again = Client();
        (await AskAsync(again)).ShouldBe(Batched);
        _server.Batches.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_service_that_is_gone_ends_the_run_and_the_next_one_goes_on()
    {
        _server.At = at => at != "GET batches";
        using (var client = Client()) (await Should.ThrowAsync<ChatException>(() => AskAsync(client))).Message.ShouldContain("The batch is kept");
        _server.At = _ => true;
        using var again = Client();
        (await AskAsync(again)).ShouldBe(Batched);
        _server.Batches.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Files_that_hold_less_than_was_answered_are_fetched_again_and_nothing_is_asked_at_full_price()
    {
        _server.LinesOfFile = 1;
        using (var client = Client()) (await Should.ThrowAsync<ChatException>(() => AskAsync(client))).Message.ShouldContain("1 of 4 answers");
        _server.LinesOfFile = int.MaxValue;
        using var again = Client();
        (await AskAsync(again)).ShouldBe(Batched);
        _server.Batches.ShouldHaveSingleItem();
        _server.Singles.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_without_batches_is_said()
    {
        using var server = new ScriptedServer(Reply.Error(404, "Not Found"));
        using var client = BatchedChat.Create(Settings with { Endpoint = server.Endpoint }, "judge.chat", _folder, new QuietClock(1));
        var message = (await Should.ThrowAsync<ChatException>(() => client.GetResponseAsync("one"))).Message;
        message.ShouldContain("'judge.chat.batch: false'");
    }

    [Fact]
    public void A_provider_without_batches_is_refused() =>
        Should.Throw<SettingsException>(() => BatchedChat.Create(new() { Provider = ChatProvider.Ollama, Model = "m", Batch = true }, "judge.chat", _folder))
            .Message.ShouldContain("'judge.chat.batch'");

    [Fact]
    public void Without_the_setting_the_usual_client_is_made()
    {
        using var client = BatchedChat.Create(Settings with { Batch = false }, "judge.chat", _folder);
        client.GetType().ShouldNotBe(typeof(BatchChatClient));
        (BatchedChat.Concurrency(Settings, 4), BatchedChat.Concurrency(Settings with { Batch = false }, 4)).ShouldBe((int.MaxValue, 4));
    }
}
