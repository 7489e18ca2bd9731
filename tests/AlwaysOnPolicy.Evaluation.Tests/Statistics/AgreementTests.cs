using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Evaluation.Tests.Statistics;

public sealed class AgreementTests
{
    [Theory]
    [InlineData("AAB", "A")]
    [InlineData("AABBC", "none")]
    [InlineData("AB", "none")]
    [InlineData("", "none")]
    [InlineData("C", "C")]
    public void A_majority_is_more_than_half_of_the_votes(string votes, string label) =>
        (Majority.TryFind([.. votes], out var found) ? found.ToString() : "none").ShouldBe(label);

    [Fact]
    public void Without_two_ratings_of_anything_there_is_no_agreement()
    {
        KrippendorffAlpha.Nominal([["a"], ["b"], []]).ShouldBeNull();
        KrippendorffAlpha.Nominal([["a", "a"], ["a", "a"]]).ShouldBeNull();
        FleissKappa.Of([]).ShouldBeNull();
        Should.Throw<ArgumentException>(() => FleissKappa.Of([[2, 0], [1, 2]]));
        CohenKappa.Of<string>([], []).ShouldBeNull();
        Should.Throw<ArgumentException>(() => CohenKappa.Of(["a"], ["a", "b"]));
    }

    [Fact]
    public void Power_is_by_the_formula_and_turns_round()
    {
        // (1.959964 + 0.841621)² = 7.848879; at 5 points of all decided 7.848879 · (1 − 0.0025) / 0.0025 = 3131.7.
        WinRatePower.Prompts(0.05).ShouldBe(3132);
        WinRatePower.Prompts(-0.05).ShouldBe(3132);
        WinRatePower.Prompts(0.05, decided: 0.5).ShouldBe(1562);   // 7.848879 · 0.4975 / 0.0025 = 1561.9
        WinRatePower.Difference(3132).ShouldBe(0.05, 1e-5);
        WinRatePower.Difference(1562, 0.5).ShouldBe(0.05, 1e-5);
        WinRatePower.Prompts(0.05, level: 0.05 / 11).ShouldBeGreaterThan(WinRatePower.Prompts(0.05));
        Should.Throw<ArgumentOutOfRangeException>(() => WinRatePower.Prompts(0));
        Should.Throw<ArgumentOutOfRangeException>(() => WinRatePower.Prompts(0.2, decided: 0.1));
    }

    [Fact]
    public void Strengths_that_would_be_infinite_or_unconnected_are_not_told()
    {
        BradleyTerry.LogStrengths([[0, 3], [0, 0]]).ShouldBeNull();
        BradleyTerry.LogStrengths([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]).ShouldBeNull();
        LengthControlledWinRate.Of([1, 1, 1], [5, 2, 3]).ShouldBeNull();
        LengthControlledWinRate.Of([1, 0, 1, 1], [5, -2, 3, 4]).ShouldBeNull();
    }

    [Fact]
    public void Answers_of_one_length_leave_the_win_rate_as_it_is() =>
        LengthControlledWinRate.Of([1, 0, 1, 1], [0, 0, 0, 0])!.Value.ShouldBe(0.75, 1e-9);

    [Fact]
    public void Policies_are_ranked_over_all_their_comparisons()
    {
        var verdicts = Games("aop 2", "aop 1", 60, 40).Concat(Games("aop 1", "sft", 60, 40)).ToArray();
        var ranking = PolicyRanking.Of(verdicts, seed: 1, priorTies: 0)!;
        ranking.Select(p => p.Policy).ShouldBe(["aop 2", "aop 1", "sft"]);
        ranking[0].LogStrength.ShouldBe(Math.Log(1.5), 1e-8);   // each step is ln(60/40), the mean is 0
        ranking[0].Elo.ShouldBe(1000 + (400 * Math.Log10(1.5)), 1e-6);
        ranking.ShouldAllBe(p => p.Interval.Contains(p.LogStrength));

        // Four verdicts on every question, all alike, say no more than one.
        var four = PolicyRanking.Of([.. Enumerable.Range(0, 4).SelectMany(_ => verdicts)], seed: 1, priorTies: 0)!;
        four[0].Interval.Low.ShouldBe(ranking[0].Interval.Low, 1e-8);
        PolicyRanking.Of([.. Games("a", "b", 2, 1), .. Games("c", "d", 2, 1)]).ShouldBeNull();
        PolicyRanking.Of(Games("a", "b", 5, 0))![0].LogStrength.ShouldBe(Math.Log(11) / 2, 1e-8);   // with one tie added 5.5 to 0.5
    }

    private static (string, string, Verdict)[] Games(string a, string b, int wins, int losses) =>
        [.. Enumerable.Range(0, wins + losses).Select(i => (a, b, new Verdict($"q{i}", null, 0, i < wins ? Preference.A : Preference.B, "j")))];
}
