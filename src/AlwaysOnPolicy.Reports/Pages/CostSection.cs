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
        var (columns, rows) = CostTable.Of(data);
        var table = new MarkupBuilder().Add($"<table><thead><tr><th scope=\"col\">arm</th>");
        foreach (var column in columns.Skip(1)) table.Add($"<th scope=\"col\" class=\"n\">{column}</th>");
        table.Add($"</tr></thead><tbody>");
        foreach (var row in rows)
        {
            table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(plots.Colours, row.Arm)}</th>");
            foreach (var cell in row.Cells) table.Add($"<td class=\"n\">{cell}</td>");
            table.Add($"</tr>");
        }
        return body.Add($"</div>{HtmlReport.Scroll("What the arms cost", table.Add($"</tbody></table>"))}");
    }
}
