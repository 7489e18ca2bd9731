using AlwaysOnPolicy.Cli.Console;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Tests;

/// <summary>Nine arms on consoles of usual widths: a row a pair, nothing broken.</summary>
public sealed class PairSummaryTests
{
    private static readonly string[] s_arms = ["vanilla", "vanilla-gate", "sop-shortfall", "aop-shortfall", "sop", "aop", "aop-paper", "bandit", "placebo"];

    private static ReportData Report()
    {
        var pairs = (from a in Enumerable.Range(0, 9) from b in Enumerable.Range(0, a) select (A: s_arms[a], B: s_arms[b])).ToArray();
        ComparisonRow[] rows = [.. from p in pairs from iteration in Enumerable.Range(1, 4) select new ComparisonRow(
            p.A, p.B, iteration, 100, 30, 20, 50, 0, 0.3, new(0.2, 0.4), iteration / 100.0,
            p.B == "vanilla" ? new(0.005, 0.2) : new(-0.1, 0.2)) { HolmP = 0.01 }];
        return new ReportData
        {
            Title = "nine",
            Facts = [],
            Comparisons = rows,
            Weakest = rows,
            Arms = [],
            Study = new StudyData([1, 2], [], [.. rows.Select(r => new StudyDifference(r.A, r.B, r.Iteration, -0.012, 0.004, 1, 1, 1)
            {
                Interval = new(-0.02, -0.004),
                HolmP = 0.01,
                Weakest = MeanEstimate.Of([0.01, -0.03]),
            })]),
        };
    }

    private static string[] Print(int width)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text)
        });
        console.Profile.Width = width;
        PairSummary.Print(console, Report());
        return text.ToString().ReplaceLineEndings("\n").Split('\n');
    }

    [Theory, InlineData(80), InlineData(100), InlineData(120)]
    public void Each_pair_has_one_line_of_the_last_iteration_that_fits(int width)
    {
        var lines = Print(width);
        lines.ShouldAllBe(l => l.Length <= width);
        var rows = lines.Where(l => l.StartsWith('│') && !l.Contains("weakest", StringComparison.Ordinal))
            .Select(l => l.Split('│', StringSplitOptions.TrimEntries)[1..^1]).ToArray();
        rows.Length.ShouldBe(2 * 36);
        rows[0].ShouldBe(["vanilla-gate", "vanilla", "+4.0 [+0.5, +20.0] *", "+4.0 *"]);
        rows.ShouldContain(r => r.SequenceEqual(new[] { "placebo", "aop-shortfall", "+4.0 [−10.0, +20.0]", "+4.0" }));
        rows[^1].ShouldBe(["placebo", "bandit", "−0.012 ± 0.004 *", "−0.010", "1 of 2"]);
        lines.ShouldContain(l => l.Contains("after iteration 4", StringComparison.Ordinal));
        lines.ShouldContain("Every iteration, with all intervals, is in the report.");
    }
}
