using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;

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
    public void The_interval_holds_the_rate_and_depends_on_the_seed_alone()
    {
        var verdicts = Verdicts(string.Concat(Enumerable.Repeat("AABTB", 40)));
        var rate = WinRate.Count(verdicts, seed: 3);
        rate.Interval.Contains(rate.AWinRate).ShouldBeTrue();
        rate.NetInterval.Contains(0).ShouldBeTrue();
        WinRate.Count(verdicts, seed: 3).ShouldBe(rate);
        (rate.Interval.High - rate.Interval.Low).ShouldBe(2 * 1.96 * Math.Sqrt(0.24 / 200), 0.02);
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
    [InlineData("AAAA", 1, 1, 1)]
    [InlineData("BBBB", 0, -1, -1)]
    [InlineData("TTTT", 0, 0, 0)]
    public void Equal_outcomes_are_not_taken_for_certainty(string outcomes, double won, double netLow, double netHigh)
    {
        var rate = WinRate.Count(Verdicts(outcomes));
        rate.AWinRate.ShouldBe(won);
        (rate.Interval.High - rate.Interval.Low).ShouldBeGreaterThan(0.4);
        rate.NetWinRate.ShouldBeInRange(netLow, netHigh);
        (rate.NetInterval.High - rate.NetInterval.Low).ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void No_verdicts_have_no_rate() => Should.Throw<ArgumentException>(() => WinRate.Count([]));

    private static Verdict[] Verdicts(string outcomes) =>
    [
        .. outcomes.Select((o, i) => new Verdict(
            $"q{i}", null, 0, "A", o switch { 'A' => Preference.A, 'B' => Preference.B, 'T' => Preference.Tie, _ => Preference.Failed }, "test")),
    ];
}
