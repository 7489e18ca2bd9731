using System.Diagnostics;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Chat.Ledger;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Benchmarks;

/// <summary>What the ledger adds to a call: 10,000 calls to a service that answers at once, by so many askers, in one folder; then the sums.</summary>
internal static class LedgerSpeed
{
    private const int Calls = 10_000;

    public static async Task RunAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var budget = new CallBudget(new("budget", 1000m, 1_000_000_000), new Dictionary<string, BudgetLimits>());
        var settings = new ChatSettings { Provider = ChatProvider.Ollama, Model = "m", MaxOutputTokens = 100 };
        foreach (var askers in new[] { 1, 4, 8 })
        {
            var place = Path.Combine(folder, $"{askers}");
            Directory.CreateDirectory(place);
            using var calls = new ChatCalls(place, new("judge", "judge"), new CallOptions(budget));
            using var client = calls.Over(new Immediate(), settings);
            await client.GetResponseAsync("warm", SampleIndex.With("warm"));
            var clock = Stopwatch.StartNew();
            await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = askers }, async (i, cancel) =>
                await client.GetResponseAsync($"question {i} of a judge, with two answers of usual length beside it", SampleIndex.With($"{i}"), cancel));
            Console.WriteLine($"{askers} at once: {clock.Elapsed.TotalMilliseconds / Calls:0.000} ms a call");
        }
        var read = Stopwatch.StartNew();
        var report = LedgerReport.Read(Path.Combine(folder, "8", CallLedger.FileName));
        Console.WriteLine($"sums of {report.Total.Calls} calls: {read.Elapsed.TotalMilliseconds:0} ms");
    }

    private sealed class Immediate : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "A")) { Usage = new() { InputTokenCount = 30, OutputTokenCount = 1 } });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
