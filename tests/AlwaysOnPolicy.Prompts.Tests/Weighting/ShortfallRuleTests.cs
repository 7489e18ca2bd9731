using AlwaysOnPolicy.Prompts.Weighting;
using static AlwaysOnPolicy.Prompts.Tests.Weighting.Probed;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class ShortfallRuleTests
{
    private static readonly ShortfallOptions Plain = new() { Power = 1, UniformShare = 0 };

    private static double[] Weigh(ProbeSignal signal, Dictionary<string, double> targets, ShortfallOptions options, params QuestionFeatures[] candidates) =>
        [.. new ShortfallRule(signal, targets, options).Weigh(candidates).Probabilities];

    private static Dictionary<string, double> Targets(double all, params string[] domains) => domains.ToDictionary(d => d, _ => all);

    private static void ShouldBe(double[] actual, params double[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++) actual[i].ShouldBe(expected[i], 1e-12);
    }

    [Fact]
    public void Without_noise_the_gap_is_target_minus_mean()
    {
        var signal = Signal(("a", -1), ("a", -1), ("b", 1), ("b", 1));
        var targets = Targets(2, "a", "b");   // gaps 3 and 1
        ShouldBe(Weigh(signal, targets, Plain, Features("a"), Features("b")), 0.75, 0.25);
        ShouldBe(Weigh(signal, targets, ShortfallOptions.Full, Features("a"), Features("b")), 0.86, 0.14);    // .9·9/10 + .1/2
        ShouldBe(Weigh(signal, targets, ShortfallOptions.Half, Features("a"), Features("b")), 0.625, 0.375);  // .5·3/4 + .5/2
    }

    [Fact]
    public void With_noise_the_gaps_are_shrunk_to_their_mean()
    {
        // y = ∓1, s² = 2/2 = 1; gaps 3, 1, variance 2, A = 1: half of the distance stays, 2.5 and 1.5.
        var signal = Signal(("a", -2), ("a", 0), ("b", 0), ("b", 2));
        ShouldBe(Weigh(signal, Targets(2, "a", "b"), Plain, Features("a"), Features("b")), 2.5 / 4, 1.5 / 4);
    }

    [Fact]
    public void What_is_better_than_its_target_keeps_the_least_gap() =>
        ShouldBe(Weigh(Signal(("a", 0), ("b", 9)), Targets(0.95, "a", "b"), Plain, Features("a"), Features("b")), 0.95, 0.05);

    [Fact]
    public void A_domains_spread_multiplies_its_weight()
    {
        var signal = Signal((Features("a"), 0, 0.4), (Features("a"), 0, 0.4), (Features("b"), 0, 0.1), (Features("b"), 0, 0.1));
        var targets = Targets(1, "a", "b");
        ShouldBe(Weigh(signal, targets, Plain, Features("a"), Features("b")), 0.8, 0.2);
        ShouldBe(Weigh(signal, targets, Plain with { TimesSpread = false }, Features("a"), Features("b")), 0.5, 0.5);
        ShouldBe(Weigh(signal, targets, Plain with { LeastSpread = 0.2 }, Features("a"), Features("b")), 2.0 / 3, 1.0 / 3);
    }

    [Fact]
    public void Noisy_spreads_are_shrunk_like_the_gaps()
    {
        // Means .4 and .2, s² = .02/2 = .01; variance .02, A = .01: .35 and .25.
        var signal = Signal((Features("a"), 0, 0.3), (Features("a"), 0, 0.5), (Features("b"), 0, 0.1), (Features("b"), 0, 0.3));
        ShouldBe(Weigh(signal, Targets(1, "a", "b"), Plain, Features("a"), Features("b")), 0.35 / 0.6, 0.25 / 0.6);
    }

    [Fact]
    public void A_topic_that_scores_lower_than_its_domain_widens_the_gap_by_what_noise_leaves_of_it()
    {
        // y = 1, gap 2. Topic means 0 and 2, c = ∓1, variance within (.5 + .5)/2 = .5, s² = .25, A = .75: ∓.75.
        var signal = Signal((Features("d", "t"), -0.5, null), (Features("d", "t"), 0.5, null), (Features("d", "u"), 1.5, null),
            (Features("d", "u"), 2.5, null));
        var rule = new ShortfallRule(signal, Targets(3, "d"), Plain);
        var weights = rule.Weigh([Features("d", "t"), Features("d", "u"), Features("d", "new")]);
        ShouldBe([.. weights.Probabilities], 2.75 / 6, 1.25 / 6, 2.0 / 6);
        weights.Groups.Select(g => g.Group).ShouldBe(["t", "u"]);
        weights.Groups[0].Effect.ShouldBe(-0.75, 1e-12);
        weights.Groups[0].Examples.ShouldBe(["question 0?", "question 1?"]);
    }

    [Fact]
    public void Topics_that_noise_explains_change_nothing()
    {
        // c = ∓1, variance within (2 + 2)/2 = 2, s² = 1, A = 0.
        var signal = Signal((Features("d", "t"), -1, null), (Features("d", "t"), 1, null), (Features("d", "u"), 1, null), (Features("d", "u"), 3, null));
        ShouldBe(Weigh(signal, Targets(3, "d"), Plain, Features("d", "t"), Features("d", "u")), 0.5, 0.5);
    }

    [Fact]
    public void A_problem_counts_across_domains_on_what_the_topics_leave()
    {
        // y = 2 and 0. Topics of a: ∓1 exactly. What is left, of problem p −.5 everywhere and of q +.5.
        var signal = Signal(
            (Features("a", "t", "p"), 0.5, null), (Features("a", "t", "q"), 1.5, null), (Features("a", "u", "p"), 2.5, null),
                (Features("a", "u", "q"), 3.5, null),
            (Features("b", null, "p"), -0.5, null), (Features("b", null, "q"), 0.5, null));
        var effects = new ShortfallRule(signal, Targets(4, "a", "b"), Plain).Weigh([Features("a")]).Groups.ToDictionary(g => g.Group, g => g.Effect);
        // Topics: variance within 4·.25/2 = .5, s² = .25, A = .75, so ∓.75; .25 of them is left to the problems.
        effects["t"].ShouldBe(-0.75, 1e-12);
        // Problem p: (−.75 − .25 − .5)/3 … of t −.75, of u −.25, of b −.5: mean −.5; variance within 2·(.0625 + .0625)/4 = .0625, s² = .0625/3, A = .25 − s².
        effects["p"].ShouldBe(-0.5 * (0.25 - (0.0625 / 3)) / 0.25, 1e-12);
        effects["q"].ShouldBe(-effects["p"], 1e-12);
    }

    [Fact]
    public void A_domain_without_a_target_or_a_probe_counts_as_an_average_one()
    {
        var signal = Signal(("a", -1), ("b", 1));
        var weights = new ShortfallRule(signal, new Dictionary<string, double> { ["a"] = 2 }, Plain)
            .Weigh([Features("a"), Features("b"), Features("unprobed")]);
        ShouldBe([.. weights.Probabilities], 0.5, 1.0 / 6, 1.0 / 3);   // gaps 3, 1, 2
        weights.Domains.Select(d => d.MeanReward).ShouldBe([-1, 1, null]);
        Should.Throw<AuthorException>(() => new ShortfallRule(signal, new Dictionary<string, double>()));
    }

    [Fact]
    public void Probabilities_sum_to_1_and_rise_with_the_shortfall()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            var signal = Random(seed);
            QuestionFeatures[] candidates = [.. Enumerable.Range(0, 6).Select(i => Features($"d{i}"))];
            var weights = new ShortfallRule(signal, Targets(1.5, [.. candidates.Select(c => c.Domain)]), new() { TimesSpread = false }).Weigh(candidates);
            weights.Probabilities.Sum().ShouldBe(1, 1e-12);
            weights.Domains.Sum(d => d.Share).ShouldBe(1, 1e-12);
            var byShortfall = weights.Domains.OrderBy(d => d.Shortfall).ToArray();
            byShortfall.Zip(byShortfall.Skip(1)).ShouldAllBe(p => p.First.Share <= p.Second.Share + 1e-12);
            byShortfall.ShouldAllBe(d => d.Share >= 0.1 / 6 - 1e-12);
        }
    }
}
