using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class FigureTableTests
{
    private static string[] Cells(FigureTable table, int row = 0) => [.. table.Rows[row].Select(f => f.Range is null ? f.Text : $"{f.Text} ({f.Range})")];

    [Fact]
    public void The_papers_tables_drop_what_has_no_verdict_and_add_up()
    {
        var tables = PaperTables.Of(SampleReport.Full);
        tables.Select(t => t.Title).ShouldBe(["Table 2: AOP against SOP", "Table 3: AOP against vanilla", "SOP against vanilla"]);
        tables[0].Columns.ShouldBe(["iteration", "AOP wins", "SOP wins", "ties", "no verdict", "of"]);
        Cells(tables[0]).ShouldBe(["2", "30.6 % (25.6 to 35.6)", "10.2 % (5.2 to 15.2)", "59.2 % (54.2 to 64.2)", "2", "98"]);   // 30, 10 and 58 of 98
    }

    [Fact]
    public void Verdicts_that_turned_are_counted_both_ways_by_name()
    {
        var table = PaperTables.Of(SampleReport.Empty with
        {
            Comparisons = [SampleReport.Row("aop", "sop", 2, 30, 10, 60, 0) with { Ties = 35, Inconsistent = 25,
                Consistent = SampleReport.Shares(30, 10, 35) }],
        }).Single();
        table.Columns.ShouldBe(["iteration", "turned verdicts", "AOP wins", "SOP wins", "ties", "turned", "of"]);
        Cells(table, 0).ShouldBe(["2", "counted as ties", "30.0 % (25.0 to 35.0)", "10.0 % (5.0 to 15.0)", "60.0 % (55.0 to 65.0)", "25", "100"]);
        Cells(table, 1).ShouldBe(["2", "left out", "40.0 % (35.0 to 45.0)", "13.3 % (8.3 to 18.3)", "46.7 % (41.7 to 51.7)", "25", "75"]);
    }

    [Fact]
    public void Power_says_what_a_comparison_could_have_seen_and_what_the_difference_seen_would_need()
    {
        // 100 questions, 40 % decided: z = 1.95996 + 0.84162 alone, d = √(z² · 0.4 / (100 + z²)) = 0.1706; of two, z = 2.24140 + 0.84162, 0.1863.
        // 20 points: n = z² (0.4 − 0.04) / 0.04 = 70.6.
        var table = PowerTable.Of(SampleReport.Empty with
        {
            Comparisons = [SampleReport.Row("aop", "sop", 2, 30, 10, 60, 0)],
            Weakest = [SampleReport.Row("aop", "sop", 2, 3, 1, 6, 0)],
        })!;
        Cells(table).ShouldBe(["AOP", "SOP", "2", "100", "+20.0 points (+10.0 to +30.0)", "17.1 points", "18.6 points", "71"]);
        PowerTable.Of(SampleReport.Full with { Study = new([1, 2], [], []) }).ShouldBeNull();
    }

    [Fact]
    public void The_length_controlled_rate_stands_beside_the_raw_one() =>
        Cells(LengthTable.Of(SampleReport.Full)!).ShouldBe(["AOP", "SOP", "2", "60.2 %", "60.0 % (55.0 to 65.0)", "0.30"]);

    [Fact]
    public void A_policy_that_two_arms_share_stands_once_in_the_ranking() =>
        RankingTable.Of(SampleReport.Full)!.Rows.Select(r => r[0].Text).ShouldBe(["AOP 2", "SOP and AOP 1", "SFT"]);

    [Fact]
    public void A_judge_against_the_reward_model_is_the_lead_in_reward_of_what_it_found_worse()
    {
        SampleReport.Full.Answers[0].AgainstReward.ShouldBe(0.5);   // it preferred SOP's −0.5 to AOP's 0
        SampleReport.Full.Answers[0].RewardSpread.ShouldBe(0.75);
        SampleReport.Full.Answers[1].AgainstReward.ShouldBe(0, "a verdict that turned is no preference");
        new AnsweredRow(null, "?", [new("sft", "a", null), new("aop", "b", null)], []).RewardSpread.ShouldBeNull();
    }

    [Fact]
    public void Of_a_run_that_goes_on_the_first_sentence_says_how_far_it_is()
    {
        var verdict = Verdict.Of(SampleReport.Full with { Part = new(12, 40) })!;
        verdict.Outcome.ShouldStartWith("12 of 40 stages are done. AOP is ");
        verdict.Next.ShouldStartWith("The run is not finished");
        Verdict.Of(SampleReport.Empty with { Part = new(1, 40) })!.Outcome.ShouldBe("1 of 40 stages are done. No arm has finished an iteration yet.");
    }
}
