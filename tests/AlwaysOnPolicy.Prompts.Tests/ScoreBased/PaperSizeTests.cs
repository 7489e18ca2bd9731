using AlwaysOnPolicy.Prompts.ScoreBased;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Tests.ScoreBased;

/// <summary>An iteration of the paper: 18 domains, 15 quadruples of each a call, 40 calls of 50 questions.</summary>
public sealed class PaperSizeTests
{
    private static readonly (string Domain, double Mean)[] s_domains = [.. Enumerable.Range(0, 18).Select(i => ($"domain{i:00}", i / 9.0 - 1))];

    private static readonly AuthorRequest s_request = new() { Samples = Quadruples.Of(30, s_domains), AuthorCalls = 40, PromptsPerCall = 50, Seed = 11 };

    [Fact]
    public async Task An_llm_that_repeats_a_tenth_of_itself_is_topped_up_to_2000_new_questions()
    {
        var written = 0;
        // A first request of a call holds 270 quadruples; its reply repeats five questions of the calls before.
        string Reply(string asked)
        {
            var more = asked.StartsWith("Write ", StringComparison.Ordinal);
            var old = more || written == 0 ? 0 : 5;
            if (more) asked.ShouldStartWith("Write 5 more");
            else asked.Split("\nQuestion: ").Length.ShouldBe(1 + (18 * 15));
            var fresh = more ? 5 : 50 - old;
            var lines = Enumerable.Range(0, old).Select(i => $"How do I mend thing {i}?")
                .Concat(Enumerable.Range(written, fresh).Select(i => $"How do I mend thing {i}?"));
            written += fresh;
            return string.Join('\n', lines.Select((q, i) => $"{i + 1}. [domain{i % 18:00}] {q}"));
        }

        using var client = new ScriptedChatClient((_, messages) => Reply(messages[^1].Text));
        var set = await new ChatAuthor(client).WriteAsync(s_request, default);
        set.Prompts.Select(p => p.Text).ShouldBe(Enumerable.Range(0, 2000).Select(i => $"How do I mend thing {i}?"));
        set.Prompts.Select(p => p.Id).ShouldBeUnique();
        set.Prompts.CountBy(p => p.Origin!.Place).ShouldBe(Enumerable.Range(0, 40).Select(c => KeyValuePair.Create(c, 50)));
        set.Calls.Count.ShouldBe(40);
        set.Calls.ShouldAllBe(c => c.Shown.Count == 18 * 15);
        client.Requests.Count.ShouldBe(40 + 39);
        set.Notes.ShouldBe(["Faults in the author's replies: 39 with too few new entries, 195 repeated entries."]);
    }

    [Fact]
    public async Task A_pool_gives_2000_different_questions_in_the_shares_of_the_domains()
    {
        static float[] Embedding(string text)
        {
            var random = SeededRandom.For(1, "test embedding", text);
            return [.. Enumerable.Range(0, 8).Select(_ => (float)random.NextGaussian())];
        }

        EmbeddedQuestion[] pool =
        [
            .. s_domains.SelectMany(d => Enumerable.Range(0, 1000).Select(
                i => new EmbeddedQuestion(new($"{d.Domain}-{i}", d.Domain, $"pool question {i} of {d.Domain}?"), Embedding($"{i}{d.Domain}")))),
        ];
        var probes = s_request.Samples.ToDictionary(s => s.QuestionId, s => Embedding(s.Question.Text));
        var set = await new PoolAuthor(pool, probes).WriteAsync(s_request, default);
        set.Prompts.Select(p => p.Text).ShouldBeUnique();
        set.Prompts.Select(p => p.Text).ShouldBeSubsetOf(pool.Select(q => q.Question.Text));
        set.Prompts.CountBy(p => p.Origin!.Place).ShouldBe(Enumerable.Range(0, 40).Select(c => KeyValuePair.Create(c, 50)));
        set.Notes.ShouldBeEmpty();

        // A call sees 15 of 30 samples, so its means are near the domains': within four standard deviations of the draws' number, and 1 % for that.
        var shares = DomainWeights.FromMeans([.. s_domains.Select(d => d.Mean)], 0.7, 0.1);
        foreach (var (domain, share) in s_domains.Select(d => d.Domain).Zip(shares))
            (set.Prompts.Count(p => p.Domain == domain) / 2000.0).ShouldBe(share, (4 * Math.Sqrt(share * (1 - share) / 2000)) + (0.01 * share), domain);
    }
}
