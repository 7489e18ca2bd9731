using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The sentences that say what came out, and the picture that goes with them.</summary>
internal static class HeadlineSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots)
    {
        var headlines = Headline.Of(data);
        if (headlines.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<dl class=\"verdicts\">");
        foreach (var h in headlines) body.Add(Card(h, plots.Colours));
        body.Add($"</dl>");
        foreach (var matrix in PairMatrix.Of(data)) body.Add(Table(matrix, plots.Colours));
        if (data.HasManyPairs)
        {
            body.Add($"<details><summary>Every pair of arms in words</summary><dl class=\"verdicts\">");
            foreach (var h in Headline.Pairs(data)) body.Add(Card(h, plots.Colours));
            body.Add($"</dl></details>");
        }
        if (plots.Differences is { } differences)
        {
            body.Add($"<p class=\"caption\">{Captions.Differences(data)}</p>{HtmlReport.Figure(differences, "forest")}");
        }
        return body;
    }

    private static MarkupBuilder Card(Headline h, ArmColours colours) =>
        new MarkupBuilder().Add($"<div class=\"{(h.Arm.Length > 0 ? colours.Class(h.Arm) : "")}\"><dt>{h.About}</dt><dd>{h.Text}</dd></div>");

    private static MarkupBuilder Table(PairMatrix matrix, ArmColours colours)
    {
        var table = new MarkupBuilder().Add($"<table class=\"pairs\"><thead><tr><th scope=\"col\">row minus column</th>");
        foreach (var arm in matrix.Arms) table.Add($"<th scope=\"col\" class=\"n\">{HtmlReport.Arm(colours, arm)}</th>");
        table.Add($"</tr></thead><tbody>");
        foreach (var row in matrix.Arms)
        {
            table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(colours, row)}</th>");
            foreach (var column in matrix.Arms)
            {
                var told = matrix.Entries.TryGetValue((row, column), out var entry) && entry.Told;
                table.Add($"<td class=\"n{(told ? " told" : "")}\" " +
                    $"title=\"{(entry is null ? "" : matrix.Range(entry))}\">{(row == column ? "·" : matrix.Text(row, column))}</td>");
            }
            table.Add($"</tr>");
        }
        return new MarkupBuilder()
            .Add($"<h3>{matrix.Title}</h3><p class=\"caption\">{Captions.Pairs(matrix)}</p>{HtmlReport.Scroll(matrix.Title, table.Add($"</tbody></table>"))}");
    }
}
