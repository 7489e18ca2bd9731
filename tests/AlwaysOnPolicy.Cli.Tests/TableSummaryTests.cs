using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Experiments.RewardBench;
using AlwaysOnPolicy.Reports.Text;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>The bench's tables on consoles of usual widths: no number is broken over lines, no line is too long.</summary>
public sealed class TableSummaryTests
{
    private static readonly string[] s_domains = ["askacademia", "askculinary", "asksciencefiction", "changemyview", "explainlikeimfive", "legaladvice"];

    private static readonly string[] s_names = ["deberta-v3-large", "steamshp-xl", "steamshp-large", "gemma-2b", "mistral-7b", "llama3-8b", "mine"];

    private static BenchReport Report(int models)
    {
        var benched = s_names.Take(models).Select((name, m) => new ModelOutcomes(
            name, [.. Enumerable.Range(0, 300).Select(i => new PairOutcome($"p{i}", s_domains[i % 6], (i * 7919 % 300) < 240 - (20 * m) ? 1 : -1, 3))], 1.2345,
                m == 1 ? ["seen"] : []));
        return new BenchReport(AgreementTable.Of([.. benched]), [], [], 50, 1, []);
    }

    private static string Print(TextTable table, int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text)
        });
        console.Profile.Width = width;
        TableSummary.Print(console, table);
        return text.ToString();
    }

    [Theory]
    [InlineData(2, 80)]
    [InlineData(7, 80)]
    [InlineData(2, 120)]
    [InlineData(7, 120)]
    public void Numbers_stay_whole_and_lines_fit(int models, int width)
    {
        foreach (var table in BenchTables.Of(Report(models)))
        {
            var printed = Print(table, width);
            foreach (var line in printed.Split('\n')) line.TrimEnd('\r').Length.ShouldBeLessThanOrEqualTo(width, table.Title);
            foreach (var cell in table.Rows.SelectMany(r => r.Skip(table.Left))) printed.ShouldContain($" {cell} ", customMessage: table.Title);
            foreach (var name in table.Rows.Select(r => r[0])) printed.ShouldContain($" {name} ", customMessage: table.Title);
        }
    }

    [Fact]
    public void A_wide_table_is_cut_into_even_parts_that_all_name_their_rows()
    {
        var table = BenchTables.Of(Report(7)).Single(t => t.Title == "Domain by domain");
        TableSummary.Parts(table, 1000).Count.ShouldBe(1);
        var parts = TableSummary.Parts(table, 80);
        parts.ShouldAllBe(p => p[0] == 0 && p[1] == 1);
        parts.SelectMany(p => p.Skip(2)).ShouldBe([2, 3, 4, 5, 6, 7, 8]);
        (parts.Max(p => p.Count) - parts.Min(p => p.Count)).ShouldBeLessThanOrEqualTo(1);
        TableSummary.Parts(table, 10).Count.ShouldBe(7);
        Print(table, 80).ShouldContain($"Domain by domain (2 of {parts.Count})");
    }
}
