using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class EfficiencyTests
{
    private static ArmRow Row(string arm, int iteration, double gold, double tokens) =>
        new(arm, iteration, gold, null, null, null) { Steps = 40 * iteration, Tokens = tokens, ProcessorSeconds = tokens / 10 };

    // Vanilla: 0.5 → 0.6 → 0.7 at 100 tokens an iteration; AOP: 0.5 → 0.65 → 0.8 at 150.
    private static readonly ArmRow[] s_rows =
        [Row("sft", 0, 0.5, 0), Row("vanilla", 1, 0.6, 100), Row("vanilla", 2, 0.7, 200), Row("aop", 1, 0.65, 150), Row("aop", 2, 0.8, 300)];

    [Fact]
    public void At_the_cost_of_the_cheapest_arm_the_others_stand_between_two_iterations()
    {
        var rows = Efficiency.AtBudget(s_rows);
        rows.Select(r => (r.Cost, r.Budget, r.Measure, r.Arm)).ShouldBe(
            [("tokens", 200, "gold", "vanilla"), ("tokens", 200, "gold", "aop"), ("processor_seconds", 20, "gold", "vanilla"),
                ("processor_seconds", 20, "gold", "aop")]);
        rows[0].Value.ShouldBe(0.7, 1e-12);
        rows[1].Value.ShouldBe(0.7, 1e-12);   // a third of the way from .65 to .8
    }

    [Fact]
    public void Vanilla_needs_one_and_a_half_iterations_for_what_aop_has_after_one()
    {
        var row = Efficiency.CatchUp(s_rows).ShouldHaveSingleItem();
        (row.Arm, row.Baseline, row.Value, row.Reached, row.Runs).ShouldBe(("aop", "vanilla", 0.65, 1, 1));
        row.Iterations.ShouldBe(1.5, 1e-9);
        row.Steps.ShouldBe(60, 1e-9);
        row.Tokens.ShouldBe(150, 1e-9);
    }

    [Fact]
    public void What_vanilla_never_reaches_counts_as_all_it_has_and_is_marked()
    {
        var row = Efficiency.CatchUp([.. s_rows.Select(r => r.Arm == "aop" ? r with { Gold = 0.9 } : r)]).ShouldHaveSingleItem();
        (row.Iterations, row.Reached).ShouldBe((2, 0));
    }

    [Fact]
    public void Over_seeds_the_needed_iterations_have_an_interval()
    {
        var rows = new[] { 1.0, 2, 3 }.Select(i => new CatchUpRow("aop", "vanilla", "gold", 0.6, i, 40 * i, 100 * i, i < 3 ? 1 : 0, 1));
        var row = Efficiency.Mean(rows).ShouldHaveSingleItem();
        (row.Iterations, row.Steps, row.Reached, row.Runs).ShouldBe((2, 80, 2, 3));
        row.Interval!.Value.High.ShouldBe(2 + (4.302653 / Math.Sqrt(3)), 1e-5);   // t(2, 97.5 %), standard deviation 1
    }

    [Fact]
    public void Without_costs_nothing_is_said() => Efficiency.AtBudget([.. s_rows.Select(
        r => r with { Tokens = null, ProcessorSeconds = null })]).ShouldBeEmpty();

    [Fact]
    public void Without_vanilla_nobody_has_to_catch_up() => Efficiency.CatchUp([.. s_rows.Where(r => r.Arm != "vanilla")]).ShouldBeEmpty();

    [Fact]
    public void The_report_says_both_in_words()
    {
        var data = SampleReport.Empty with { Arms = s_rows, AtBudget = Efficiency.AtBudget(s_rows), CatchUp = Efficiency.CatchUp(s_rows) };
        var said = Text.Headline.Of(data).ToLookup(v => v.About, v => v.Text);
        said["With equally many tokens"].ShouldHaveSingleItem().ShouldBe(
            "With the 200 tokens that the cheapest arm took in all, gold over all test questions was 0.700 " +
            "(vanilla), 0.700 (AOP).");
        said["At equal quality, by gold over all test questions"].ShouldHaveSingleItem().ShouldBe(
            "For what AOP has after its first iteration (0.650), vanilla " +
            "needs 1.5 iterations (60 steps, 150 tokens).");
    }

    [Fact]
    public void Intervals_over_seeds_are_cut_to_what_is_possible()
    {
        BudgetRow[] gold = [new("tokens", 1, "gold", "aop", 0.5), new("tokens", 1, "gold", "aop", 0.99)];
        Efficiency.Mean(gold).Single().Interval.ShouldBe(new(0, 1));
        CatchUpRow[] needed = [new("aop", "vanilla", "gold", 0.5, 1, 1, 1, 1, 1), new("aop", "vanilla", "gold", 0.5, 2, 2, 2, 1, 1)];
        Efficiency.Mean(needed).Single().Interval!.Value.Low.ShouldBe(0);
    }

    [Fact]
    public void What_is_no_rise_above_sft_nobody_needs_to_catch_up_with()
    {
        ArmRow[] rows = [Row("sft", 0, 0.5, 0), Row("vanilla", 1, 0.6, 100), Row("aop", 1, 0.45, 150)];
        var data = SampleReport.Empty with { Arms = rows, AtBudget = Efficiency.AtBudget(rows), CatchUp = Efficiency.CatchUp(rows) };
        Text.Headline.Of(data).Single(v => v.About == "At equal quality, by gold over all test questions").Text
            .ShouldBe("After its first iteration AOP (0.450) is not shown to be above SFT, so there is nothing for vanilla to catch up with.");
    }

    [Fact]
    public void Of_many_arms_costs_are_said_beside_their_table_and_not_at_the_top()
    {
        string[] names = ["vanilla", "aop", "b", "c", "d"];
        var data = SampleReport.Empty with
        {
            Comparisons = [.. from a in names from b in names where string.CompareOrdinal(a, b) < 0 select SampleReport.Row(a, b, 1, 1, 1, 1, 0)],
            Arms = s_rows,
            AtBudget = Efficiency.AtBudget(s_rows),
            Work = [new("aop", 1, "training", 100, 400, 32, 0, 3)],
        };
        Text.Headline.Of(data).ShouldNotContain(h => h.About == "With equally many tokens");
        SampleReport.Html(data).ShouldContain("<strong>With equally many tokens.</strong> With the 200 tokens");
        MarkdownReport.Render(data, new Plots.ReportPlots(data)).ShouldContain("- **With equally many tokens.** With the 200 tokens");
    }

    [Theory]
    [InlineData(1_234_567, "With the 1.23 million tokens that", "With the 34.3 processor hours that")]
    [InlineData(12_345, "With the 12.3 thousand tokens that", "With the 1,235 processor seconds that")]
    [InlineData(99, "With the 99 tokens that", "With the 9.9 processor seconds that")]
    public void Costs_are_said_in_a_unit_in_which_they_are_something(double tokens, string inTokens, string inSeconds)
    {
        var rows = new[] { Row("sft", 0, 0.5, 0), Row("vanilla", 1, 0.6, tokens), Row("aop", 1, 0.65, tokens) };
        var said = Text.Headline.Of(SampleReport.Empty with { Arms = rows, AtBudget = Efficiency.AtBudget(rows) })
            .Where(v => v.About.StartsWith("With equal", StringComparison.Ordinal)).Select(v => v.Text).ToArray();
        said[0].ShouldStartWith(inTokens);
        said[1].ShouldStartWith(inSeconds);
    }

    [Fact]
    public void Arms_of_the_users_own_have_colours_of_their_own_in_the_order_of_the_rows()
    {
        var data = SampleReport.Empty with { Arms = [Row("sft", 0, 0, 0), Row("mine", 1, 0, 0), Row("vanilla", 1, 0, 0), Row("yours", 1, 0, 0)] };
        new[] { "sft", "mine", "vanilla", "yours", "elsewhere" }.Select(new Records.ArmColours(data).Class)
            .ShouldBe(["sft", "further-u", "vanilla", "further-v", "other"]);
    }

    [Fact]
    public void Quality_is_drawn_against_tokens_and_processor_seconds()
    {
        var data = SampleReport.Empty with
        {
            Arms = s_rows,
            AtBudget = Efficiency.AtBudget(s_rows),
            Work = [new("aop", 1, "training", 100, 400, 32, 0, 3), new("aop", 1, "gate", 50, 0, 64, 0, 1)]
        };
        var plots = new Plots.ReportPlots(data);
        plots.Costs.Select(p => p.Name).ShouldBe(["gold-by-tokens", "gold-by-seconds"]);
        var (columns, costs) = Text.CostTable.Of(data);
        costs.ShouldHaveSingleItem().Cells.ShouldBe(["150", "50", "400", "96", "4.0", "1.0", "3.0"], "nobody probed, and no language model was asked");
        columns.ShouldBe(["arm", "tokens generated", "tokens generated: gate", "tokens trained", "answers scored", "processor s", "processor s: gate",
            "processor s: training"]);
        MarkdownReport.Render(data, plots).ShouldContain("| AOP | 150 | 50 | 400 | 96 |");
    }
}
