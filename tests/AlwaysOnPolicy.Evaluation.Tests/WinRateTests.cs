using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Evaluation.Tests;

public sealed class WinRateTests
{
    private static Verdict[] Verdicts(params Preference[] preferences) =>
        [.. preferences.Select((p, i) => new Verdict($"q{i / 2}", null, i % 2, "A", p, "test"))];

    [Fact]
    public void Ties_and_failures_stay_in_the_denominator_and_count_for_neither()
    {
        var rate = WinRate.Count(Verdicts(Preference.A, Preference.A, Preference.B, Preference.Tie, Preference.Failed, Preference.Tie));
        (rate.Prompts, rate.AWins, rate.BWins, rate.Ties, rate.Failed).ShouldBe((6, 2, 1, 2, 1));
        rate.AWinRate.ShouldBe(2 / 6.0);
        rate.NetWinRate.ShouldBe(1 / 6.0, 1e-12);
        (rate.Interval.Low <= rate.AWinRate && rate.AWinRate <= rate.Interval.High).ShouldBeTrue();
    }

    [Fact]
    public void The_interval_depends_on_the_seed_alone()
    {
        var verdicts = Verdicts([.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? Preference.A : i % 3 == 1 ? Preference.B : Preference.Tie)]);
        WinRate.Count(verdicts, seed: 4).ShouldBe(WinRate.Count(verdicts, seed: 4));
    }

    [Fact]
    public void A_win_in_every_record_does_not_claim_certainty() =>
        WinRate.Count(Verdicts(Preference.A, Preference.A, Preference.A, Preference.A)).Interval.Low.ShouldBeLessThan(0.7);
}
