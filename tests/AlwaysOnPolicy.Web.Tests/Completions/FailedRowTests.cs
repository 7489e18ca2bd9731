using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;

namespace AlwaysOnPolicy.Web.Tests.Completions;

public sealed class FailedRowTests(ServedFixture served) : IClassFixture<ServedFixture>
{
    private static readonly SamplingOptions s_sampling = new() { MaxNewTokens = 40 };

    [Fact]
    public async Task A_row_at_fault_fails_its_request_and_no_other()
    {
        var alone = await ReadAsync(Ask(s_sampling));
        var before = Ask(s_sampling);
        var nothingLeft = s_sampling with { SuppressTokens = [.. Enumerable.Range(0, served.Policy.Policy.Model.VocabularySize)] };
        var failing = Ask(s_sampling with { MaxNewTokens = 400 }, nothingLeft);
        var after = Ask(s_sampling);
        (await Should.ThrowAsync<CheckpointException>(() => ReadAsync(failing))).Message.ShouldContain("no probabilities");
        (await ReadAsync(before)).ShouldBe(alone);
        (await ReadAsync(after)).ShouldBe(alone);
        while (served.Policy.Growing + served.Policy.Waiting > 0) await Task.Delay(1, TestContext.Current.CancellationToken);   // its other answer too
    }

    private IAsyncEnumerable<AnswerPart> Ask(params SamplingOptions[] options) =>
        served.Policy.TryAsk([.. options.Select(o => new ServedRequest([5, 6, 7], o, 3))], TestContext.Current.CancellationToken).ShouldNotBeNull();

    private static async Task<string> ReadAsync(IAsyncEnumerable<AnswerPart> parts)
    {
        var text = "";
        await foreach (var part in parts) text += part.Text;
        return text;
    }
}
