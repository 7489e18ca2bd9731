using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class PairMatrixTests
{
    private static readonly string[] s_arms = ["low", "middle", "high", "top", "none"];

    /// <summary>Each arm is ahead of those before it by 10 points a place, told apart from two places on; "none" ties with all.</summary>
    private static ReportData Data { get; } = SampleReport.Empty with
    {
        Comparisons = [.. from a in Enumerable.Range(0, 5) from b in Enumerable.Range(0, a) from iteration in new[] { 1, 2 } select Row(a, b, iteration)],
    };

    private static ComparisonRow Row(int a, int b, int iteration)
    {
        var net = a == 4 || iteration == 1 ? 0 : 0.1 * (a - b);
        return new(s_arms[a], s_arms[b], iteration, 100, 30, 30 - (int)(100 * net), 40, 0, 0.3, new(0.2, 0.4), net, new Interval(net - 0.15, net + 0.15))
        {
            HolmP = Math.Abs(net) > 0.15 ? 0.01 : 1,
        };
    }

    [Fact]
    public void Few_pairs_stay_sentences()
    {
        PairMatrix.Of(SampleReport.Full).ShouldBeEmpty();
        Headline.Of(SampleReport.Full).Select(h => h.About).ShouldContain("AOP against SOP");
    }

    [Fact]
    public void Many_pairs_are_a_table_of_the_last_iteration_whose_two_halves_mirror_each_other()
    {
        var matrix = PairMatrix.Of(Data).Single();
        matrix.Title.ShouldBe("Win rates, all test questions, after iteration 2");
        matrix.Arms.ShouldBe(["top", "high", "none", "middle", "low"]);
        matrix.Text("top", "low").ShouldBe("+30.0 *");
        matrix.Text("low", "top").ShouldBe("−30.0 *");
        matrix.Text("high", "middle").ShouldBe("+10.0");
        matrix.Text("none", "top").ShouldBe("0.0");
        matrix.Text("top", "top").ShouldBe("");
    }

    [Fact]
    public void One_sentence_names_who_is_ahead_of_whom_after_the_correction()
    {
        var headline = Headline.Of(Data)[0];
        headline.Text.ShouldBe("3 of 10 differences hold after Holm's correction for all of them: top is ahead of middle and low; " +
            "high is ahead of low.");
        Headline.Pairs(Data).Count.ShouldBe(10);
    }

    [Fact]
    public void Of_a_study_the_tables_are_gold_over_all_and_in_the_weakest_domains()
    {
        var study = Data with
        {
            Study = new([1, 2], [], [.. Data.Comparisons.Select(c => new StudyDifference(c.A, c.B, c.Iteration, c.NetWinRate, 0.01, 2, 0, 0.5)
            {
                Interval = c.NetInterval,
                Weakest = MeanEstimate.Of([0.2, 0.3, 0.25]),
                HolmP = c.HolmP,
                WeakestHolmP = 0.04,
            })]),
        };
        var matrices = PairMatrix.Of(study);
        matrices.Select(m => m.Title).ShouldBe(["Gold, all test questions, after iteration 2", "Gold, weakest domains, after iteration 2"]);
        matrices[0].Text("top", "low").ShouldBe("+0.300 *");
        matrices[1].Text("middle", "low").ShouldBe("+0.250 *");
    }

    [Fact]
    public void Page_and_markdown_show_the_table_and_fold_the_sentences()
    {
        var page = SampleReport.Html(Data);
        page.ShouldContain("row minus column");
        page.ShouldContain("<details><summary>Every pair of arms in words</summary>");
    }
}
