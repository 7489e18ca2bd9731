using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Tests.ScoreBased;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class AnalysisTextTests
{
    private static readonly PromptWeights Weights = new([0.75, 0.25],
        [new("askbaking", 0.75, -1.25, 0.5, 1.7, 0.3), new("askphysics", 0.25, 2)],
        [new("sourdough", 0, -0.4, ["why is my sourdough flat?", "dead starter?"]), new("entropy", 0, 0.4, ["what is entropy?"])]);

    [Fact]
    public void An_author_is_told_quotas_reasons_and_weak_patterns() => AnalysisText.For(Weights, 4, 0).ShouldBe("""
        === What was measured on all answers ===

        Write as many questions for each domain as said here:

        - askbaking: 3 questions (75 % of all new questions; mean score -1.25; people's best answers score 0.50; falls short by 1.70; scores of several answers to one question differ by 0.30)
        - askphysics: 1 question (25 % of all new questions; mean score 2.00)

        These kinds of questions score lower than the rest of their domain. Ask more like them, none of them again:

        - sourdough (lower by 0.40): why is my sourdough flat? / dead starter?
        """.ReplaceLineEndings("\n"));

    [Fact]
    public async Task A_chat_author_puts_it_between_the_papers_prompt_and_the_quadruples_and_the_papers_rule_adds_nothing()
    {
        using var client = ScriptedChatClient.Of("1. [askbaking] a?\n2. [askphysics] b?", "1. c?\n2. d?");
        var request = new AuthorRequest { Samples = Quadruples.Of(2, ("askbaking", -1), ("askphysics", 2)), AuthorCalls = 1, PromptsPerCall = 2, Seed = 11 };
        await new ChatAuthor(client, null, Weights).WriteAsync(request, default);
        await new ChatAuthor(client).WriteAsync(request, default);
        var (told, paper) = (client.Asked(0), client.Asked(1));
        var start = AuthorRequestText.Instruction(2);
        told.ShouldStartWith($"{start}\n\n=== What was measured on all answers ===");
        told[told.IndexOf("\n\n=== Domain: ", StringComparison.Ordinal)..].ShouldBe(paper[start.Length..]);
        paper.ShouldStartWith($"{start}\n\n=== Domain: askbaking ===");
    }

    [Fact]
    public void Quotas_are_whole_sum_to_the_count_and_give_small_shares_their_turn()
    {
        for (var i = 0; i < 10; i++) DomainQuotas.Of([0.5, 0.3, 0.2], 10, i / 10.0).ShouldBe([5, 3, 2]);
        DomainQuotas.Of([0.25, 0.75], 1, 0.74).ShouldBe([0, 1]);
        DomainQuotas.Of([0.25, 0.75], 1, 0.76).ShouldBe([1, 0]);
        double[] shares = [0.03, 0.11, 0.46, 0.4];
        var total = new double[4];
        for (var i = 0; i < 1000; i++)
        {
            var quotas = DomainQuotas.Of(shares, 16, (i + 0.5) / 1000);
            quotas.Sum().ShouldBe(16);
            for (var d = 0; d < 4; d++) total[d] += quotas[d] / 1000.0;
        }
        for (var d = 0; d < 4; d++) total[d].ShouldBe(16 * shares[d], 0.01);
    }
}
