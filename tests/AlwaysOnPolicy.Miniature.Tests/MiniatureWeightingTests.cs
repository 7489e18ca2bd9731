using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Miniature.Tests;

public sealed class MiniatureWeightingTests
{
    /// <summary>Four answers to each probe question, noisy; weak domains, and everywhere the problem "dry", score low.</summary>
    private static ScoredSample[] Samples(MiniatureWorld world) =>
    [
        .. world.Probe.SelectMany(q => Enumerable.Range(0, 4).Select(i => new ScoredSample(q, "an answer",
            (world.WeakDomains.Contains(q.Domain!) ? -1.5 : 0.8) - (q.Text.Contains(" dry ") ? 0.8 : 0)
            + (0.5 * SeededRandom.For(3, q.Id, i.ToString()).NextGaussian()), i))),
    ];

    private static ShortfallRule Rule(MiniatureWorld world, ShortfallOptions options) => new(
        ProbeSignal.Pool([Samples(world)], 1, s => MiniatureQuestions.Features(s.Question.Text)), Words.Domains.ToDictionary(d => d.Name, _ => 1.0), options);

    [Theory]
    [InlineData(WeaknessLayout.Concentrated)]
    [InlineData(WeaknessLayout.Spread)]
    public void Most_of_the_weight_is_on_the_weak_domains(WeaknessLayout layout)
    {
        var world = MiniatureWorld.Create(new() { Layout = layout }, 2);
        QuestionFeatures[] candidates = [.. MiniatureQuestions.Candidates(world).Select(c => c.Features)];
        double Share(ShortfallOptions options) => Rule(world, options).Weigh(candidates).Domains.Where(d => world.WeakDomains.Contains(d.Domain))
            .Sum(d => d.Share);
        var (full, half) = (Share(ShortfallOptions.Full), Share(ShortfallOptions.Half));
        full.ShouldBeGreaterThan(0.8);
        half.ShouldBeInRange(0.4, full - 0.1);
    }

    [Fact]
    public void The_words_that_score_low_weigh_more_than_the_others_of_their_domain()
    {
        var world = MiniatureWorld.Create(new(), 2);
        var weights = Rule(world, ShortfallOptions.Full).Weigh([Of("why is sourdough so dry ?"), Of("why is sourdough so bland ?"),
            Of("does anyone here have thoughts on sourdough ?")]);
        weights.Probabilities[0].ShouldBeGreaterThan(weights.Probabilities[2]);
        weights.Probabilities[2].ShouldBeGreaterThan(weights.Probabilities[1]);
        weights.Groups[0].Group.ShouldBe("dry");

        static QuestionFeatures Of(string question) => MiniatureQuestions.Features(question);
    }

    [Fact]
    public async Task The_author_draws_from_the_whole_grammar_but_the_held_out_questions()
    {
        var world = MiniatureWorld.Create(new() { Layout = WeaknessLayout.Concentrated }, 2);
        var candidates = MiniatureQuestions.Candidates(world);
        candidates.Count.ShouldBe(18 * (520 - 50 - 40));
        candidates.Select(c => c.Question.Text).Intersect(world.HeldOutTexts).ShouldBeEmpty();
        var author = new WeightedAuthor("miniature", candidates, Rule(world, ShortfallOptions.Full));
        var request = new AuthorRequest { Samples = Samples(world), AuthorCalls = 20, PromptsPerCall = 16, Seed = 5 };
        var first = (await author.WriteAsync(request, default)).Prompts;
        first.Select(p => p.Text).Distinct().Count().ShouldBe(320);
        first.Average(p => world.WeakDomains.Contains(p.Domain!) ? 1.0 : 0).ShouldBeGreaterThan(0.7);
        var next = (await author.WriteAsync(request with { Exclude = [.. first.Select(p => p.Text)] }, default)).Prompts;
        next.Select(p => p.Text).Intersect(first.Select(p => p.Text)).ShouldBeEmpty();
    }

    [Fact]
    public void People_answer_every_probe_question_twice_as_noisily_as_in_the_pairs()
    {
        var world = MiniatureWorld.Create(new(), 2);
        var references = world.References();
        references.Select(r => r.Question.Id).ShouldBe(world.Probe.SelectMany(q => new[] { q.Id, q.Id }));
        references.ShouldBe(MiniatureWorld.Create(new(), 2).References());
        // Right answers score 1 and are 40 % of all; of 1,080 the share's standard error is .015.
        references.Average(r => MiniatureWorld.Gold(r.Question.Text, r.Answer, true) > 0.999 ? 1.0 : 0).ShouldBe(0.40, 0.06);
        Should.Throw<DataException>(() => MiniatureQuestions.Features("no such question"));
    }
}
