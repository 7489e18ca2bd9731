using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Evaluation.Tests.WinRates;

public sealed class WinRateTests
{
    [Fact]
    public void Ties_and_failures_stay_in_the_denominator_and_count_for_neither()
    {
        var rate = WinRate.Count(Verdicts("AAABTTFFAA"));
        (rate.Prompts, rate.AWins, rate.BWins, rate.Ties, rate.Failed).ShouldBe((10, 5, 1, 2, 2));
        rate.AWinRate.ShouldBe(0.5);
        rate.NetWinRate.ShouldBe(0.4, 1e-12);
        rate.SignTestP.ShouldBe(14.0 / 64, 1e-12);   // 5 of 6 or more extreme: 2 · (6 + 1) / 2^6
    }

    [Fact]
    public void The_intervals_are_as_wide_as_the_normal_approximation_says()
    {
        var rate = WinRate.Count(Verdicts(string.Concat(Enumerable.Repeat("AABTT", 80))), seed: 3, draws: 20_000);
        // 400 questions: A wins 2 of 5 (variance .4 · .6), net .2 (variance .6 - .04).
        var (won, net) = (1.96 * Math.Sqrt(0.24 / 400), 1.96 * Math.Sqrt(0.56 / 400));
        (rate.Interval.Low, rate.Interval.High).ShouldSatisfyAllConditions(i => i.Low.ShouldBe(0.4 - won, 0.003), i => i.High.ShouldBe(0.4 + won, 0.003));
        (rate.NetInterval.Low, rate.NetInterval.High).ShouldSatisfyAllConditions(i => i.Low.ShouldBe(0.2 - net, 0.004), i => i.High.ShouldBe(0.2 + net, 0.004));
    }

    [Fact]
    public void The_draws_are_the_seeds()
    {
        var verdicts = Verdicts("AABTBAATBA");
        double[] won = [.. verdicts.Select(v => v.Preference == Preference.A ? 1.0 : 0)];
        foreach (var seed in new ulong[] { 3, 4 })
        {
            var random = SeededRandom.For(seed, "cluster-bootstrap");
            var draws = Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 10).Select(_ => random.Next(10)).ToArray()).ToArray();
            WinRate.Count(verdicts, seed, draws: 40).Interval.ShouldBe(Percentile.Middle([.. draws.Select(d => d.Average(i => won[i]))], 0.95));
        }
        WinRate.Count(verdicts, 3, draws: 40).Interval.ShouldNotBe(WinRate.Count(verdicts, 4, draws: 40).Interval);
    }

    [Fact]
    public void Several_answers_to_one_question_do_not_make_the_interval_narrower()
    {
        var once = Verdicts(string.Concat(Enumerable.Repeat("AB", 50)));
        Verdict[] fourTimes = [.. Enumerable.Range(0, 4).SelectMany(sample => once.Select(v => v with { Sample = sample }))];
        var (narrow, wide) = (WinRate.Count(once).Interval, WinRate.Count(fourTimes).Interval);
        wide.Low.ShouldBe(narrow.Low, 1e-12);
        wide.High.ShouldBe(narrow.High, 1e-12);
        WinRate.Count(fourTimes).Questions.ShouldBe(100);
    }

    [Theory]
    // Wilson's interval of 4 of 4 begins at 4 / (4 + 1.96²) = .510110; that of 2 of 4 is .5 ± .349961. The net rate lies on the scale from -1 to 1.
    [InlineData("AAAA", 1, 0.510110, 1, 1, 0.020219, 1)]
    [InlineData("BBBB", 0, 0, 0.489890, -1, -1, -0.020219)]
    [InlineData("TTTT", 0, 0, 0.489890, 0, -0.699922, 0.699922)]
    public void Equal_outcomes_are_not_taken_for_certainty(string outcomes, double won, double low, double high, double net, double netLow, double netHigh)
    {
        var rate = WinRate.Count(Verdicts(outcomes));
        (rate.AWinRate, rate.NetWinRate).ShouldBe((won, net));
        double[] found = [rate.Interval.Low, rate.Interval.High, rate.NetInterval.Low, rate.NetInterval.High];
        foreach (var (ours, right) in found.Zip([low, high, netLow, netHigh])) ours.ShouldBe(right, 2e-6);
    }

    [Fact]
    public void No_verdicts_have_no_rate() => Should.Throw<ArgumentException>(() => WinRate.Count([]));

    private static Verdict[] Verdicts(string outcomes) =>
    [
        .. outcomes.Select((o, i) => new Verdict(
            $"q{i}", null, 0, o switch { 'A' => Preference.A, 'B' => Preference.B, 'T' => Preference.Tie, _ => Preference.Failed }, "test")),
    ];
}
