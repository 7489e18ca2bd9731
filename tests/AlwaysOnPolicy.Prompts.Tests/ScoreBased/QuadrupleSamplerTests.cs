using AlwaysOnPolicy.Prompts.ScoreBased;

namespace AlwaysOnPolicy.Prompts.Tests.ScoreBased;

public sealed class QuadrupleSamplerTests
{
    private static readonly List<ScoredSample> Samples = Quadruples.Of(40, ("b", 1), ("a", 0));

    [Fact]
    public void A_call_is_shown_the_wanted_number_of_each_domain_without_repeats()
    {
        var shown = new QuadrupleSampler(Samples, 15, 7).Draw(0);
        shown.Select(s => s.Domain).ShouldBe(Enumerable.Repeat("a", 15).Concat(Enumerable.Repeat("b", 15)));
        shown.Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public void Each_call_draws_anew_and_every_draw_can_be_repeated()
    {
        var sampler = new QuadrupleSampler(Samples, 15, 7);
        sampler.Draw(1).ShouldNotBe(sampler.Draw(0));
        new QuadrupleSampler([.. Samples.AsEnumerable().Reverse()], 15, 7).Draw(1).ShouldBe(sampler.Draw(1));
        new QuadrupleSampler(Samples, 15, 8).Draw(1).ShouldNotBe(sampler.Draw(1));
    }

    [Fact]
    public void Over_many_calls_every_quadruple_is_shown_equally_often()
    {
        var sampler = new QuadrupleSampler(Samples, 15, 7);
        var counts = Enumerable.Range(0, 1000).SelectMany(sampler.Draw).CountBy(s => s.QuestionId).Select(c => c.Value).ToArray();
        counts.Length.ShouldBe(80);
        // Binomial with p = 15/40: 375 ± 15; five deviations.
        counts.ShouldAllBe(c => Math.Abs(c - 375) < 77);
    }

    [Fact]
    public void A_small_domain_is_shown_whole_and_noted_once()
    {
        var sampler = new QuadrupleSampler([.. Samples, .. Quadruples.Of(4, ("c", 0))], 15, 7);
        sampler.Draw(3).Count(s => s.Domain == "c").ShouldBe(4);
        sampler.Notes.ShouldHaveSingleItem().ShouldContain("'c' has 4");
    }

    [Fact]
    public void No_samples_is_an_error() => Should.Throw<AuthorException>(() => new QuadrupleSampler([], 15, 7));

    [Fact]
    public void A_reward_that_is_no_number_is_an_error_that_names_its_question() =>
        Should.Throw<AuthorException>(() => new QuadrupleSampler([.. Samples, new(new("lost", "a", "q?"), "a", double.NaN)], 15, 7)).Message.ShouldContain(
            "'lost'");
}
