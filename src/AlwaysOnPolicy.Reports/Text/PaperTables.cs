using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>The comparisons as Tables 2 and 3 of the paper have them: wins, wins of the other and ties of each iteration, with intervals.</summary>
internal static class PaperTables
{
    public static IReadOnlyList<FigureTable> Of(ReportData data) => [.. data.Compared.GroupBy(c => (c.A, c.B)).Select(g => Of(g.Key.A, g.Key.B, [.. g]))];

    private static FigureTable Of(string a, string b, ComparisonRow[] rows)
    {
        var (first, second) = (ArmNames.Display(a), ArmNames.Display(b));
        var (turned, failed) = (rows.Any(c => c.Inconsistent > 0), rows.Any(c => c.Failed > 0));
        string[] columns = ["iteration", .. turned ? ["turned verdicts"] : Array.Empty<string>(), $"{first} wins", $"{second} wins", "ties",
            .. turned ? ["turned"] : Array.Empty<string>(), .. failed ? ["no verdict"] : Array.Empty<string>(), "of"];
        return new($"{Number(a, b)}{first} against {second}", "", columns, turned ? 2 : 1, [.. rows.SelectMany(Ways)]);

        IEnumerable<IReadOnlyList<Figure>> Ways(ComparisonRow c) => turned
            ? [Row(c, c.Judged, "counted as ties"), Row(c, c.Consistent, "left out")]
            : [Row(c, c.Judged, null)];

        IReadOnlyList<Figure> Row(ComparisonRow c, WinShares? shares, string? way) =>
        [
            $"{c.Iteration}", .. way is null ? Array.Empty<Figure>() : [way],
            .. shares is { } s
                ? [new Figure(Numbers.Percent(s.A), Numbers.Percents(s.AInterval)), new Figure(Numbers.Percent(s.B), Numbers.Percents(s.BInterval)),
                    new Figure(Numbers.Percent(s.Ties), Numbers.Percents(s.TiesInterval))]
                : (Figure[])["–", "–", "–"],
            .. turned ? [Numbers.Count(c.Inconsistent)] : Array.Empty<Figure>(), .. failed ? [Numbers.Count(c.Failed)] : Array.Empty<Figure>(),
            Numbers.Count(shares?.Records ?? 0),
        ];
    }

    private static string Number(string a, string b) => (a, b) switch { ("aop", "sop") => "Table 2: ", ("aop", "vanilla") => "Table 3: ", _ => "" };
}
