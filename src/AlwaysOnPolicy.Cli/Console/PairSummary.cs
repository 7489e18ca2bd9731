using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;
using Spectre.Console;

namespace AlwaysOnPolicy.Cli.Console;

/// <summary>More pairs of arms than anybody reads one by one: a row a pair, after the last iteration alone, the weakest domains beside all.</summary>
internal static class PairSummary
{
    public static void Print(IAnsiConsole console, ReportData data)
    {
        var rates = Table($"A − B after iteration {data.Compared.Max(c => c.Iteration)}, points of win rate", "all questions [95 %]", "weakest");
        foreach (var c in Last(data.Compared))
        {
            var weak = data.Weakest.FirstOrDefault(w => (w.A, w.B, w.Iteration) == (c.A, c.B, c.Iteration));
            rates.AddRow(Cells(c.A, c.B,
                $"{Numbers.Points(c.NetWinRate)} [{Numbers.Points(c.NetInterval.Low)}, {Numbers.Points(c.NetInterval.High)}]{Star(c.Told)}",
                weak is null ? "–" : $"{Numbers.Points(weak.NetWinRate)}{Star(weak.Told)}"));
        }
        console.Write(rates);
        if (data.Study is { Differences.Count: > 0 } study)
        {
            var gold = Table($"Gold, A − B after iteration {study.Differences.Max(d => d.Iteration)}, over {study.Seeds.Count} seeds",
                "mean ± std. error", "weakest", "A ahead");
            foreach (var d in study.Differences.GroupBy(d => (d.A, d.B)).Select(g => g.MaxBy(d => d.Iteration)!))
                gold.AddRow(Cells(d.A, d.B, $"{Numbers.SignedScore(d.Difference)} ± {Numbers.Score(d.StandardError)}{Star(d.Told)}",
                    d.Weakest is { } weak ? $"{Numbers.SignedScore(weak.Mean)}{Star(d.WeakestTold)}" : "–", $"{d.Ahead} of {d.Ahead + d.Behind}"));
            console.Write(gold);
        }
        console.WriteLine("*: told from 0 after Holm's correction. weakest: the weakest domains alone.");
        console.WriteLine("Every iteration, with all intervals, is in the report.");
        console.WriteLine();
    }

    private static IEnumerable<ComparisonRow> Last(IEnumerable<ComparisonRow> rows) =>
        rows.GroupBy(c => (c.A, c.B)).Select(g => g.MaxBy(c => c.Iteration)!);

    private static Table Table(string title, params string[] numbers)
    {
        var table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Rounded).AddColumns("A", "B");
        foreach (var name in numbers) table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned().NoWrap());
        return table;
    }

    private static string[] Cells(params string[] cells) => [.. cells.Select(Markup.Escape)];

    private static string Star(bool told) => told ? " *" : "  ";
}
