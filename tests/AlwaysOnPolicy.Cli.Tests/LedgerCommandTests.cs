using System.Text.Json;
using AlwaysOnPolicy.Chat;
using AlwaysOnPolicy.Chat.Calls;
using AlwaysOnPolicy.Tests;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>What a run has paid, as the tool tells it.</summary>
public sealed class LedgerCommandTests
{
    [Fact]
    public async Task Sums_and_calls_are_told_in_words_as_json_and_as_a_file()
    {
        using var folder = new TemporaryFolder();
        using (var calls = new ChatCalls(folder.Path, new("judge", "judge a against b 1"), CallOptions.Default))
        using (var client = calls.Over(new TwoAnswers(), new ChatSettings { Model = "gpt-4o-mini" }))
        {
            await client.GetResponseAsync("one", SampleIndex.With("1"));
            await client.GetResponseAsync("two", SampleIndex.With("2"));
            await Should.ThrowAsync<ChatCallException>(() => client.GetResponseAsync("three", SampleIndex.With("3")));
        }

        // 2 calls of 1,000 tokens at .15 and 100 at .6 a million: 2 × (150 + 60) millionths.
        var told = await Tool.RunAsync("ledger", folder.Path);
        told.ExitCode.ShouldBe(0, told.Error);
        told.Output.ShouldContain("3 calls, 2 answered, 1 failed; 2,000 tokens in, 200 out; 0.00042");
        told.Output.ShouldContain("gpt-4o-mini (open_ai)");
        told.Output.ShouldContain("throttled");

        var csv = Path.Combine(folder.Path, "calls.csv");
        var json = await Tool.RunAsync("ledger", folder.Path, "--json", "--csv", csv);
        using var parsed = JsonDocument.Parse(json.Output);
        parsed.RootElement.GetProperty("total").GetProperty("money").GetDecimal().ShouldBe(0.00042m);
        parsed.RootElement.GetProperty("stages")[0].GetProperty("name").GetString().ShouldBe("judge");
        var lines = await File.ReadAllLinesAsync(csv, TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(4);
        lines[1].ShouldContain("\"because, \"\"yes\"\"\"");
    }

    [Fact]
    public async Task Where_there_is_no_ledger_that_is_one_clear_error()
    {
        using var folder = new TemporaryFolder();
        (await Tool.RunAsync("ledger", folder.Path)).ShouldBeOneClearError(2, "There is no ledger", "--out");
    }

    private sealed class TwoAnswers : IChatClient
    {
        private int _calls;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) =>
            ++_calls > 2 ? throw new ChatCallException("slow down") { Failure = CallFailure.Throttled }
            : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "because, \"yes\""))
            {
                Usage = new() { InputTokenCount = 1000, OutputTokenCount = 100 },
            });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
