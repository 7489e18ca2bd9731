using AlwaysOnPolicy.Prompts.Weighting;
using AlwaysOnPolicy.Randomness;
using static AlwaysOnPolicy.Prompts.Tests.Weighting.Probed;

namespace AlwaysOnPolicy.Prompts.Tests.Weighting;

public sealed class BanditRuleTests
{
    private static IEnumerable<PromptRollout> Passes(string id, string domain, int iteration, params double[] rewards) =>
        rewards.Select((r, pass) => new PromptRollout(id, domain, iteration, pass, r));

    [Fact]
    public void Progress_is_a_prompts_own_and_does_not_count_as_spread()
    {
        var rising = RolloutObservations.Of([.. Passes("p", "d", 3, 0, 1), .. Passes("q", "d", 3, 2, 3)], 1);
        rising.Progress.Select(o => o.Value).ShouldBe([1, 1]);
        rising.Spread.Select(o => o.Value).ShouldBe([0, 0]);
        // Deviations from the passes' means ∓1: √2, times √(2/1) is 2, the two-way residual's √(4/1).
        var mixed = RolloutObservations.Of([.. Passes("p", "d", 3, 0, 2), .. Passes("q", "d", 3, 2, 0)], 1);
        mixed.Progress.Select(o => o.Value).ShouldBe([2, -2]);
        mixed.Spread.ShouldAllBe(o => Math.Abs(o.Value - 2) < 1e-12);
    }

    [Fact]
    public void Older_iterations_weigh_less_and_a_single_pass_shows_neither()
    {
        var observed = RolloutObservations.Of([.. Passes("p", "d", 1, 0, 1), .. Passes("p", "d", 3, 0, 1), .. Passes("q", "d", 3, 0)], 2);
        observed.Progress.ShouldBe([new("d", 0.5, 1), new("d", 1, 1)]);
        observed.Spread.Count.ShouldBe(1);   // alone in iteration 1, with one rollout in q
    }

    [Fact]
    public void The_posterior_is_the_shrunk_mean_with_what_is_left_of_the_variance()
    {
        // Means 1 and 5, σ² = 4/2, s² = 1; prior 3, variance 8 − 1 = 7.
        Observation[] fresh = [new("a", 1, 0), new("a", 1, 2), new("b", 1, 4), new("b", 1, 6)];
        new DiscountedPosterior(fresh).Of("a").ShouldBe((3 - (2 * 7.0 / 8), 7.0 / 8));
        new DiscountedPosterior(fresh).Of("unseen").ShouldBe((3, 7));

        // a is old: n = 1, σ² = (1 + 2)/(.5 + 1) = 2, s² = 2 and 1, prior variance 8 − 1.5.
        Observation[] old = [new("a", 0.5, 0), new("a", 0.5, 2), .. fresh[2..]];
        var (mean, variance) = new DiscountedPosterior(old).Of("a");
        mean.ShouldBe(3 - (2 * 6.5 / 8.5), 1e-12);
        variance.ShouldBe(6.5 * 2 / 8.5, 1e-12);
    }

    private static PromptRollout[] Rollouts(params (string Domain, double Progress, double Noise)[] domains) =>
    [
        .. domains.SelectMany(d => Enumerable.Range(0, 20).SelectMany(i =>
        {
            var random = SeededRandom.For(1, d.Domain, i.ToString());
            return Passes($"{d.Domain}-{i}", d.Domain, 1, d.Noise * random.NextGaussian(), d.Progress + d.Noise * random.NextGaussian());
        })),
    ];

    private static readonly QuestionFeatures[] Six = [.. "abcdef".Select(c => Features($"{c}"))];

    [Fact]
    public void Domains_whose_rewards_spread_or_move_either_way_are_played_most()
    {
        var rollouts = Rollouts(("a", 0, 1), ("b", 0, 0.1), ("c", 0, 0.1), ("d", -1, 0.1), ("e", 0, 0.1), ("f", 1, 0.1));
        var weights = new BanditRule(rollouts, 7, new() { PlayedShare = 0.5 }).Weigh(Six);
        weights.Probabilities.Sum().ShouldBe(1, 1e-12);
        foreach (var i in new[] { 0, 3, 5 }) weights.Probabilities[i].ShouldBeGreaterThan(0.25);
        foreach (var i in new[] { 1, 2, 4 }) weights.Probabilities[i].ShouldBe(0.1 / 6, 0.03);
        weights.Domains[5].Progress!.Value.ShouldBe(1, 0.1);
        weights.Domains[0].Spread!.Value.ShouldBeGreaterThan(5 * weights.Domains[1].Spread!.Value);
        new BanditRule(rollouts, 7, new() { PlayedShare = 0.5 }).Weigh(Six).Probabilities.ShouldBe(weights.Probabilities);
    }

    [Fact]
    public void A_domain_never_trained_on_is_tried()
    {
        var rollouts = Rollouts(("a", 0, 1), ("b", 0, 0.1), ("c", 0, 0.5), ("d", 0, 0.8));
        var weights = new BanditRule(rollouts, 7).Weigh(Six);
        weights.Probabilities[5].ShouldBeGreaterThan(weights.Probabilities[1]);
    }

    [Fact]
    public void Without_rollouts_or_without_a_difference_all_weigh_alike()
    {
        new BanditRule([], 7).Weigh(Six).Probabilities.ShouldAllBe(p => Math.Abs(p - 1.0 / 6) < 1e-12);
        PromptRollout[] alike = [.. "abcdef".SelectMany(c => Enumerable.Range(0, 4).SelectMany(i => Passes($"{c}{i}", $"{c}", 1, i, i)))];
        new BanditRule(alike, 7).Weigh(Six).Probabilities.ShouldAllBe(p => Math.Abs(p - 1.0 / 6) < 0.03);
        Should.Throw<AuthorException>(() => new BanditRule([new("p", "a", 1, 0, double.NaN)], 7).Weigh(Six));
    }
}
