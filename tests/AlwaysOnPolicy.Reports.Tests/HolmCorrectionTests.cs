using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class HolmCorrectionTests
{
    // 30 wins to 14: exact p 0.0226, alone a difference at 5 %, but not as one of three.
    private static readonly ComparisonRow s_narrow = SampleReport.Row("aop", "sop", 2, 30, 14, 56, 0) with { NetInterval = new(0.02, 0.3) };

    private static ReportData Corrected(int others) => HolmCorrection.Of(SampleReport.Empty with
    {
        Comparisons = [s_narrow],
        Further = [.. Enumerable.Range(0, others).Select(i => SampleReport.Row("sop", $"v{i}", 2, 20, 20, 60, 0))],
    });

    [Fact]
    public void An_arm_is_ahead_only_where_that_holds_for_all_comparisons_together()
    {
        Corrected(0).Comparisons[0].Told.ShouldBeTrue();
        Verdict.Of(Corrected(0))!.Outcome.ShouldStartWith("AOP is ahead of SOP (by 16.0 points, 95 % interval 2.0 to 30.0, corrected p 0.023)");
        var three = Corrected(2);
        three.Comparisons[0].HolmP.ShouldBe(3 * Binomial.SignTestP(30, 14), 1e-12);
        Verdict.Of(three)!.Outcome.ShouldStartWith("AOP is not told apart from SOP (+16.0 points, 95 % interval +2.0 to +30.0, but corrected p 0.068)");
        var headline = Headline.Of(three).First(h => h.About == "AOP against SOP");
        headline.Text.ShouldContain("no difference is shown (+16.0 points, 95 % interval +2.0 to +30.0, but p is 0.068 after Holm's correction");
        headline.Arm.ShouldBe("");
        Headline.Word(three.Comparisons[0]).ShouldBe("none shown");
    }

    [Fact]
    public void The_weakest_domains_are_among_what_is_corrected_for() =>
        HolmCorrection.Of(SampleReport.Empty with { Comparisons = [s_narrow], Weakest = [s_narrow, s_narrow] }).Comparisons[0].HolmP
            .ShouldBe(3 * Binomial.SignTestP(30, 14), 1e-12);

    [Fact]
    public void Verdicts_that_turned_are_told_both_ways() =>
        Headline.Of(SampleReport.Empty with
        {
            Comparisons = [SampleReport.Row("aop", "sop", 2, 30, 10, 60, 0) with { Ties = 35, Inconsistent = 25, NetOfConsistent = 20 / 75.0 }],
        }).First(h => h.About == "AOP against SOP").Text.ShouldContain(
            "35.0 % tied, 25.0 % turned with the order of showing (counted as ties here; left out, the difference is +26.7 points)");

    [Fact]
    public void A_judge_whose_every_verdict_turns_is_not_taken_for_one_that_finds_all_alike() =>
        Verdict.Of(SampleReport.Empty with { Comparisons = [SampleReport.Row("aop", "sop", 2, 0, 0, 40, 0) with { Ties = 0, Inconsistent = 40 }] })!.Outcome
            .ShouldStartWith("AOP is not told apart from SOP");

    [Fact]
    public void Gold_over_the_seeds_of_a_study_is_corrected_too()
    {
        double[] seeds = [0.02, 0.05, 0.03, 0.04, 0.01];   // mean 0.03, standard error 0.00707: t = 4.243 with 4 degrees, p = 0.0132
        StudyDifference Of(string b) => new("aop", b, 2, 0.03, 0.00707, 5, 0, 0.0625) { BySeed = seeds, Weakest = MeanEstimate.Of(seeds) };
        var study = HolmCorrection.Of(SampleReport.Empty with { Study = new([1, 2, 3, 4, 5], [], [Of("sop"), Of("vanilla")]) }).Study!;
        study.Differences.ShouldAllBe(d => !d.Told && !d.WeakestTold);
        study.Differences[0].HolmP.ShouldBe(4 * 0.0132, 0.0002);
    }
}
