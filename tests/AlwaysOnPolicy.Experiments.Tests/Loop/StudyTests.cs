using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Tests;

namespace AlwaysOnPolicy.Experiments.Tests.Loop;

public sealed class StudyTests
{
    private static ReportData Run(double aop, double sop, int wins) => SampleReport.Empty with
    {
        Facts = [new("seed", "1"), new("judge", "gold")],
        Comparisons = [SampleReport.Row("aop", "sop", 2, wins, 10, 90 - wins, 0)],
        Arms = [new("aop", 2, aop, aop, 0.1, null), new("sop", 2, sop, sop, 0.1, null)],
    };

    private static ReportData Study { get; } = Experiments.Loop.Study.Combine(
        "three", [(1, Run(0.9, 0.8, 20)), (2, Run(0.9, 0.85, 30)), (3, Run(0.8, 0.83, 10))], [new("seed 1", "../seed-1")]);

    [Fact]
    public void Counts_are_added_up_and_rates_spread_over_seeds()
    {
        var row = Study.Comparisons.ShouldHaveSingleItem();
        (row.Prompts, row.AWins, row.BWins, row.Ties).ShouldBe((300, 60, 30, 210));
        row.AWinRate.ShouldBe(0.2);
        // mean .2, standard deviation .1, t(2, 97.5 %) = 4.3027
        row.Interval.High.ShouldBe(0.2 + (4.302653 * 0.1 / Math.Sqrt(3)), 1e-6);
        row.Interval.Low.ShouldBe(0);   // the formula gives less than is possible
    }

    [Fact]
    public void Differences_are_seed_by_seed_with_a_sign_test()
    {
        var d = Study.Study!.Differences.ShouldHaveSingleItem();
        d.BySeed.Select(v => Math.Round(v, 9)).ShouldBe([0.1, 0.05, -0.03]);
        (d.Ahead, d.Behind, d.SignTestP).ShouldBe((2, 1, 1));
        d.Difference.ShouldBe(0.04, 1e-12);
        d.StandardError.ShouldBe(0.03785939, 1e-7);
        d.Interval!.Value.Low.ShouldBe(0.04 - (4.302653 * 0.03785939), 1e-6);   // t(2, 97.5 %)
        d.Weakest!.Mean.ShouldBe(0.04, 1e-12);   // gold is alike in the weakest domains here
        d.Weakest.Interval.ShouldBe(d.Interval);
    }

    [Fact]
    public void Gold_has_its_interval_over_seeds() => Study.Arms.Single(a => a.Arm == "aop").GoldInterval!.Value.High.ShouldBe(1);

    [Fact]
    public void Gold_weakest_has_it_too() => Study.Arms.Single(a => a.Arm == "sop").GoldWeakestInterval!.Value.Low.ShouldBe(
        0.8266667 - (4.302653 * 0.0251661 / Math.Sqrt(3)), 1e-5);

    [Fact]
    public void Without_gold_there_is_no_difference_to_test()
    {
        var run = Run(0.9, 0.8, 20) with { Arms = [new("aop", 2, null, null, 0.1, null), new("sop", 2, null, null, 0.1, null)] };
        Experiments.Loop.Study.Combine("no gold", [(1, run), (2, run)], []).Study!.Differences.ShouldBeEmpty();
    }

    [Fact]
    public void Facts_of_one_seed_are_left_out() => Study.Facts.ShouldBe([new("seeds", "1, 2, 3"), new Fact("judge", "gold")]);

    [Fact]
    public void One_run_is_no_study() => Should.Throw<ArgumentException>(() => Experiments.Loop.Study.Combine("one", [(1, Run(1, 1, 1))], []));
}
