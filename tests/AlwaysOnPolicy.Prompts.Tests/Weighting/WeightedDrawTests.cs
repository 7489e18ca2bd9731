using AlwaysOnPolicy.Prompts.Weighting;
using static AlwaysOnPolicy.Prompts.Tests.Weighting.Probed;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class WeightedDrawTests
{
    [Fact]
    public void Each_draw_is_in_proportion_to_the_weights_of_what_is_left()
    {
        int first = 0, firstTwo = 0;
        for (ulong seed = 0; seed < 4000; seed++)
        {
            var drawn = WeightedDraw.WithoutReplacement(["a", "b", "c"], [2, 1, 1], 2, seed);
            if (drawn[0] == 0) first++;
            if (drawn.Contains(0)) firstTwo++;
        }
        (first / 4000.0).ShouldBe(0.5, 0.03);
        (firstTwo / 4000.0).ShouldBe(5.0 / 6, 0.03);   // ½ + 2·¼·⅔
    }

    [Fact]
    public void The_order_of_the_items_does_not_matter_and_nothing_is_drawn_twice_or_at_weight_0()
    {
        string[] ids = [.. Enumerable.Range(0, 50).Select(i => $"q{i}")];
        double[] weights = [.. ids.Select((_, i) => (double)(i % 5))];
        var drawn = WeightedDraw.WithoutReplacement(ids, weights, 20, 9).Select(i => ids[i]).ToArray();
        drawn.Distinct().Count().ShouldBe(20);
        string[] reversed = [.. ids.Reverse()];
        WeightedDraw.WithoutReplacement(reversed, [.. weights.Reverse()], 20, 9).Select(i => reversed[i]).ShouldBe(drawn);
        var all = WeightedDraw.WithoutReplacement(ids, weights, 1000, 9);
        all.Count.ShouldBe(40);
        all.ShouldAllBe(i => weights[i] > 0);
    }

    private static readonly ScoredSample[] Samples = [new(new("p", "weak", "probe?"), "an answer", -1), new(new("q", "strong", "probe!"), "an answer", 1)];

    private static readonly CandidateQuestion[] Pool =
        [.. Enumerable.Range(0, 100).Select(i => new CandidateQuestion(new($"{i}", null, $"pool question {i}?", new("pool.txt", i)),
            Features(i % 2 == 0 ? "weak" : "strong")))];

    private static Task<PromptSet> WriteAsync(int count, params string[] exclude) =>
        new WeightedAuthor("pool", Pool, new NineToOne())
        .WriteAsync(new AuthorRequest { Samples = Samples, Exclude = exclude, AuthorCalls = 2, PromptsPerCall = count, Seed = 4 }, default);

    [Fact]
    public async Task The_author_asks_each_unused_question_once_and_says_what_made_its_weight()
    {
        var first = await WriteAsync(15);
        first.Prompts.Count.ShouldBe(30);
        first.Prompts.Count(p => p.Domain == "weak").ShouldBeGreaterThan(20);
        first.Prompts.ShouldAllBe(p => p.Origin!.Source == "pool" && p.Text == $"pool question {p.Origin.Chosen!.Place}?",
            "where each was chosen from goes with it");
        first.Calls.Single().Shown.ShouldBe([new("p"), new("q")]);
        first.Prompts.ShouldAllBe(p => p.Origin!.Place == 0);

        var second = await WriteAsync(40, [.. first.Prompts.Select(p => p.Text)]);
        second.Prompts.Count.ShouldBe(70);
        second.Prompts.Select(p => p.Text).Intersect(first.Prompts.Select(p => p.Text)).ShouldBeEmpty();
        second.Notes.ShouldBe(["'pool' ran out of unused questions after 70 of 80 prompts."]);
        (await WriteAsync(1, [.. Pool.Where(p => p.Features.Domain == "weak").Select(p => p.Question.Text)])).Notes
            .ShouldBe(["'pool' has no unused question of domain 'weak'; its share goes to the other domains."]);
        await Should.ThrowAsync<AuthorException>(() => WriteAsync(1, [.. Pool.Select(p => p.Question.Text)]));
    }

    /// <summary>A question of the weak domain weighs nine times as much.</summary>
    private sealed class NineToOne : IWeightRule
    {
        public PromptWeights Weigh(IReadOnlyList<QuestionFeatures> candidates) =>
            new([.. candidates.Select(c => (c.Domain == "weak" ? 0.9 : 0.1) / candidates.Count)], [], []);
    }
}
