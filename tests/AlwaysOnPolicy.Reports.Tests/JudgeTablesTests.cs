using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class JudgeTablesTests
{
    private static readonly IReadOnlyList<TextTable> s_tables = JudgeTables.Of(SampleReport.Full.Judges, SampleReport.Full.JudgeAgreements);

    [Fact]
    public void Each_judge_has_its_win_rates_with_refusals_and_empty_answers_apart()
    {
        var table = s_tables.Single(t => t.Title == "Win rates by judge");
        string.Join(" | ", table.Rows[0]).ShouldBe("model <one> | AOP | SOP | 2 | 101 | 40.0 % | 30.0 to 50.0 | 29.7 % | 23.8 % | 4.0 % | 3 (1) | 1, 0 | " +
        "55.0 " +
            "% | " +
            "50.0 % | 40.0 to 60.0");
        table.Rows.Count.ShouldBe(2);
        table.Columns.Count.ShouldBe(table.Rows[0].Count);
    }

    [Fact]
    public void A_swap_card_is_of_judges_that_are_shown_an_order()
    {
        var table = s_tables.Single(t => t.Title == "Swap cards");
        string.Join(" | ", table.Rows.ShouldHaveSingleItem()).ShouldBe("model <one> | all | 190 | 96 | 4.2 % | 1.6 to 10.2 | +12.5 | +5.0 to +20.0");
    }

    [Fact]
    public void A_length_card_is_of_every_domain_and_says_where_nothing_is_known()
    {
        var table = s_tables.Single(t => t.Title == "Length cards");
        string.Join(" | ", table.Rows[0]).ShouldStartWith("model <one> | all | 101 | 3 (1) | 1, 0 | 75.0 %");
        string.Join(" | ", table.Rows[1]).ShouldBe("model <one> | askvet | 101 | 3 (1) | 1, 0 | – | – | – | – | –");
    }

    [Fact]
    public void Agreement_has_kappa_with_its_interval()
    {
        var table = s_tables.Single(t => t.Title == "Agreement of judges");
        string.Join(" | ", table.Rows[0]).ShouldBe("model <one> | reward | all | 95 | 84.2 % | 75.6 to 90.2 | 0.500 | 0.300 to 0.700");
        string.Join(" | ", table.Rows[1]).ShouldBe("model <one> | reward | askvet | 0 | – | – | – | –");
        JudgeTables.Of([], []).ShouldBeEmpty();
    }

    [Fact]
    public void The_report_has_them_as_a_section_and_in_markdown()
    {
        var page = SampleReport.Html(SampleReport.Full);
        page.ShouldContain("<h2 id=\"judges-heading\">The judges</h2>");
        page.ShouldContain("model &lt;one&gt;");
        SampleReport.Html(SampleReport.Empty).ShouldNotContain("judges-heading");
    }
}
