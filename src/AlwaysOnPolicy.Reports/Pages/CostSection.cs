using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Quality against what it cost, and what each part of the arms cost.</summary>
internal static class CostSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots)
    {
        if (data.Work.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Costs}</p>");
        foreach (var headline in data.HasManyPairs ? CostHeadline.Of(data) : []) body.Add($"<p><strong>{headline.About}.</strong> {headline.Text}</p>");
        body.Add($"<div class=\"charts\">");
        foreach (var plot in plots.Costs) body.Add(HtmlReport.Figure(plot));
        return body.Add($"</div>{HtmlReport.Scroll("What the arms cost", Table(data, plots.Colours))}");
    }

    /// <summary>A column an arm: there are fewer arms than things that cost.</summary>
    private static MarkupBuilder Table(ReportData data, ArmColours colours)
    {
        var (columns, rows) = CostTable.Of(data);
        var table = new MarkupBuilder().Add($"<table><thead><tr><th scope=\"col\">in all iterations</th>");
        foreach (var (arm, _) in rows) table.Add($"<th scope=\"col\" class=\"n\">{HtmlReport.Arm(colours, arm)}</th>");
        table.Add($"</tr></thead><tbody>");
        for (var i = 1; i < columns.Count; i++)
        {
            table.Add($"<tr><th scope=\"row\">{columns[i]}</th>");
            foreach (var row in rows) table.Add($"<td class=\"n\">{row.Cells[i - 1]}</td>");
            table.Add($"</tr>");
        }
        return table.Add($"</tbody></table>");
    }
}
