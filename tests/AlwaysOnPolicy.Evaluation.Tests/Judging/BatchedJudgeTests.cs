using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Batching;
using AlwaysOnPolicy.Chat.Tests;
using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Evaluation.Tests.Judging;

/// <summary>A judge whose client sends batches, which it does not know.</summary>
public sealed class BatchedJudgeTests : IDisposable
{
    private const int Comparisons = 120;
    private readonly string _folder = Directory.CreateTempSubdirectory("aop-batched-judge-").FullName;

    // It prefers whichever answer says "good".
    private readonly BatchServer _server = new()
    {
        Answer = prompt => prompt.IndexOf("good", StringComparison.Ordinal) < prompt.IndexOf("bad", StringComparison.Ordinal) ? "A" : "B",
    };

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Both_orders_of_all_comparisons_are_two_batches_also_when_a_run_is_killed_between_them()
    {
        using var kill = new CancellationTokenSource();
        _server.At = at =>
        {
            if (at == "POST batches" && _server.Batches.Count == 1) kill.Cancel();
            return true;
        };
        await Should.ThrowAsync<OperationCanceledException>(() => JudgeAsync(kill.Token));
        _server.At = _ => true;
        var verdicts = await JudgeAsync(CancellationToken.None);
        verdicts.Select(v => v.Preference).ShouldBe(Enumerable.Range(0, Comparisons).Select(i => i % 2 == 0 ? Preference.A : Preference.B));
        _server.Batches.Count.ShouldBe(2);
        _server.Singles.ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<Verdict>> JudgeAsync(CancellationToken cancel)
    {
        ChatSettings settings = new()
        {
            Provider = ChatProvider.Compatible,
            Model = "m",
            Endpoint = $"http://{_server.Host}/v1",
            Batch = true,
            FirstPauseSeconds = 0.01,
        };
        var clock = new QuietClock(Comparisons);   // one order of all
        using var client = clock.Watch(BatchedChat.Create(settings, "judge.chat", _folder, clock));
        return await new ChatJudge(client, new() { Concurrency = BatchedChat.Concurrency(settings, 4) }, seed: 1).JudgeAsync(
            [.. Enumerable.Range(0, Comparisons).Select(i => new Comparison(new($"q{i}", null, $"question {i}"), 0,
                i % 2 == 0 ? "good" : "bad", true, i % 2 == 0 ? "bad" : "good", true))], cancel);
    }
}
