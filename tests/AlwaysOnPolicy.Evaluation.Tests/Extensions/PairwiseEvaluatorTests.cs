using AlwaysOnPolicy.Evaluation.Extensions;
using AlwaysOnPolicy.Evaluation.Tests.Judging;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace AlwaysOnPolicy.Evaluation.Tests.Extensions;

public sealed class PairwiseEvaluatorTests
{
    private const string Good = "Soak the beans overnight.", Bad = "No idea.";

    /// <summary>Prefers the answer about beans, wherever it stands.</summary>
    private static string Sound(string prompt) =>
        prompt.IndexOf(Good, StringComparison.Ordinal) < prompt.IndexOf(Bad, StringComparison.Ordinal) ? "A" : "B";

    [Fact]
    public async Task A_response_is_compared_with_the_answer_in_the_context()
    {
        using var client = new ScriptedClient(Sound);
        var result = await new PairwiseEvaluator().EvaluateAsync(
            [new ChatMessage(ChatRole.User, "How do I cook beans?")], new ChatResponse(new ChatMessage(ChatRole.Assistant, Good)),
            new ChatConfiguration(client), [new OtherAnswer(Bad)], TestContext.Current.CancellationToken);

        var win = result.Get<NumericMetric>(PairwiseEvaluator.WinMetric);
        win.Value.ShouldBe(1);
        win.Interpretation!.Failed.ShouldBeFalse();
        win.Context![OtherAnswer.ContextName].Contents.OfType<TextContent>().Single().Text.ShouldBe(Bad);
        result.Get<StringMetric>(PairwiseEvaluator.VerdictMetric).Value.ShouldBe("response");
        result.Metrics.Keys.ShouldBe(new PairwiseEvaluator().EvaluationMetricNames, ignoreOrder: true);
    }

    [Theory]
    [InlineData("A", 0.5, "inconsistent", EvaluationRating.Inconclusive)]
    [InlineData("C", 0.5, "tie", EvaluationRating.Average)]
    [InlineData("hm", null, "failed", EvaluationRating.Inconclusive)]
    [InlineData("I'm sorry, I can't compare these.", null, "refused", EvaluationRating.Inconclusive)]
    public async Task What_is_no_win_has_its_own_word(string reply, double? value, string word, EvaluationRating rating)
    {
        var result = await Evaluate(_ => reply);
        var win = result.Get<NumericMetric>(PairwiseEvaluator.WinMetric);
        (win.Value, result.Get<StringMetric>(PairwiseEvaluator.VerdictMetric).Value, win.Interpretation!.Rating).ShouldBe((value, word, rating));
        win.ContainsDiagnostics(d => d.Severity == EvaluationDiagnosticSeverity.Error).ShouldBe(value is null);
    }

    [Fact]
    public async Task A_response_that_loses_fails() =>
        (await Evaluate(Sound, response: Bad, other: Good)).Get<NumericMetric>(PairwiseEvaluator.WinMetric).Interpretation!.Failed.ShouldBeTrue();

    [Fact]
    public async Task The_judge_reads_the_whole_dialogue()
    {
        var seen = "";
        using var client = new ScriptedClient(p => { seen = p; return "C"; });
        await new PairwiseEvaluator().EvaluateAsync(
            [new(ChatRole.User, "Beans?"), new(ChatRole.Assistant, "Which?"), new(ChatRole.User, "Black ones.")],
            new ChatResponse(new ChatMessage(ChatRole.Assistant, Good)), new ChatConfiguration(client), [new OtherAnswer(Bad)],
            TestContext.Current.CancellationToken);
        seen.ShouldContain("Human: Beans?\n\nAssistant: Which?\n\nHuman: Black ones.");
    }

    [Fact]
    public async Task Without_another_answer_or_a_judge_there_is_an_error()
    {
        using var client = new ScriptedClient(_ => "A");
        var result = await new PairwiseEvaluator().EvaluateAsync([new(ChatRole.User, "Beans?")], new ChatResponse(new ChatMessage(ChatRole.Assistant, Good)),
            new ChatConfiguration(client), cancellationToken: TestContext.Current.CancellationToken);
        result.Get<NumericMetric>(PairwiseEvaluator.WinMetric).Diagnostics!.Single().Message.ShouldContain(nameof(OtherAnswer));
        await Should.ThrowAsync<ArgumentNullException>(async () => await new PairwiseEvaluator().EvaluateAsync([], new ChatResponse()));
    }

    private static async Task<EvaluationResult> Evaluate(Func<string, string> judge, string response = Good, string other = Bad)
    {
        using var client = new ScriptedClient(judge);
        return await new PairwiseEvaluator().EvaluateAsync([new(ChatRole.User, "How do I cook beans?")],
            new ChatResponse(new ChatMessage(ChatRole.Assistant, response)), new ChatConfiguration(client), [new OtherAnswer(other)],
            TestContext.Current.CancellationToken);
    }
}
