using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The comparisons as tables, pair by pair.</summary>
internal static class WinRateSection
{
    /// <summary>A longer table is folded.</summary>
    private const int MostRows = 30;

    private static readonly MarkupBuilder s_open = new MarkupBuilder().Add($"<details open=\"open\">"), s_folded = new MarkupBuilder().Add($"<details>");

    public static MarkupBuilder? Body(ReportData data, ArmColours colours)
    {
        if (data.Comparisons.Count + data.Further.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.WinRates}</p><h3>All test questions</h3>");
        body.Add(Table("Win rates on all test questions", [.. data.Comparisons, .. data.Further], colours));
        if (data.Weakest.Count > 0)
        {
            body.Add($"<h3>The weakest domains</h3><p class=\"caption\">{Captions.Weakest(data)}</p>");
            body.Add(Table("Win rates in the weakest domains", data.Weakest, colours));
        }
        body.Add($"{(data.HasManyPairs ? s_folded : s_open)}<summary>As the tables of the paper count</summary>" +
            $"<p class=\"caption\">{Captions.PaperTables}</p>");
        foreach (var table in PaperTables.Of(data)) body.Add(FigureMarkup.Section(table, colours));
        body.Add($"</details>");
        foreach (var table in new[] { LengthTable.Of(data), PowerTable.Of(data) }.OfType<FigureTable>()) body.Add(FigureMarkup.Section(table, colours));
        return body;
    }

    private static MarkupBuilder Table(string label, IReadOnlyList<ComparisonRow> rows, ArmColours colours)
    {
        var (turned, failed) = (rows.Any(c => c.Inconsistent > 0), rows.Any(c => c.Failed > 0));
        var table = new MarkupBuilder().Add($"<table class=\"wide\"><thead><tr><th scope=\"col\" class=\"n\">iteration</th><th scope=\"col\" class=\"bar " +
            $"broad\">A won · tied · B won</th>");
        table.Add($"<th scope=\"col\" class=\"n\">A won, 95 % interval</th><th scope=\"col\" class=\"n\">B won</th><th scope=\"col\" class=\"n " +
            $"broad\">tied</th>");
        if (turned) table.Add($"<th scope=\"col\" class=\"n broad\">turned</th>");
        if (failed) table.Add($"<th scope=\"col\" class=\"n broad\">no verdict</th>");
        table.Add($"<th scope=\"col\" class=\"n\">A − B, points</th><th scope=\"col\">difference</th>" +
            $"<th scope=\"col\" class=\"n broad\">judged</th></tr></thead>");
        foreach (var pair in rows.GroupBy(c => (c.A, c.B)))
        {
            table.Add($"<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{8 + (turned ? 1 : 0) + (failed ? 1 : 0)}\">" +
                $"{HtmlReport.Arm(colours, pair.Key.A)} (A) against " +
                $"{HtmlReport.Arm(colours, pair.Key.B)} (B)</th></tr>");
            foreach (var c in pair) table.Add(Row(c, turned, failed, colours));
            table.Add($"</tbody>");
        }
        var scroll = HtmlReport.Scroll(label, table.Add($"</table>"));
        return rows.Count <= MostRows ? scroll : new MarkupBuilder().Add($"<details><summary>{label}: {rows.Count} comparisons</summary>{scroll}</details>");
    }

    private static MarkupBuilder Row(ComparisonRow c, bool turned, bool failed, ArmColours colours)
    {
        double Share(int count) => (double)count / c.Prompts;
        var row = new MarkupBuilder().Add($"<tr><th scope=\"row\" class=\"n\">{c.Iteration}</th><td class=\"bar broad\"><span class=\"stack\"><i " +
            $"class=\"{colours.Class(c.A)}\" style=\"width:{100 * Share(c.AWins):0.##}%\"></i>");
        row.Add($"<i style=\"width:{100 * Share(c.Ties + c.Inconsistent + c.Failed):0.##}%\"></i><i class=\"{colours.Class(c.B)}\" " +
            $"style=\"width:{100 * Share(c.BWins):0.##}%\"></i></span></td>");
        row.Add($"{HtmlReport.WithRange(Numbers.Percent(c.AWinRate), Numbers.Percents(c.Interval))}<td class=\"n\">{Numbers.Percent(Share(c.BWins))}</td>" +
            $"<td class=\"n broad\">{Numbers.Percent(Share(c.Ties))}</td>");
        if (turned) row.Add($"<td class=\"n broad\">{Numbers.Percent(Share(c.Inconsistent))}</td>");
        if (failed) row.Add($"<td class=\"n broad\">{c.Failed}</td>");
        row.Add(HtmlReport.WithRange(Numbers.Points(c.NetWinRate), Numbers.Points(c.NetInterval)));
        return row.Add($"<td class=\"word{(c.Told ? " told" : "")}\">{Headline.Word(c)}</td>" +
            $"<td class=\"n broad\">{Numbers.Count(c.Prompts)}</td></tr>");
    }
}
