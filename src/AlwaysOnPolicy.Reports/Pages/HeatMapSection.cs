using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Reward by domain and iteration as a table whose cells carry the colour.</summary>
internal static class HeatMapSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots)
    {
        if (plots.HeatMap is not { } map) return null;
        var table = new MarkupBuilder().Add($"<table class=\"heat\"><thead><tr><th scope=\"col\" rowspan=\"2\">domain</th>");
        foreach (var arm in map.Columns.GroupBy(c => c.Arm))
            table.Add($"<th scope=\"colgroup\" class=\"first\" colspan=\"{arm.Count()}\">{HtmlReport.Arm(plots.Colours, arm.Key)}</th>");
        table.Add($"</tr><tr>");
        foreach (var column in map.Columns) table.Add($"<th scope=\"col\" class=\"n{First(map, column)}\">{column.Iteration}</th>");
        table.Add($"</tr></thead><tbody>");
        foreach (var domain in map.Domains)
        {
            table.Add($"<tr><th scope=\"row\">{(domain.Length > 0 ? domain : "(none)")}");
            if (data.WeakDomains.Contains(domain)) table.Add($" <span class=\"weak\">weak</span>");
            table.Add($"</th>");
            foreach (var column in map.Columns)
            {
                if (map.Reward(domain, column) is { } reward)
                    table.Add($"<td class=\"n{First(map, column)}\" style=\"background:color-mix(in srgb,var(--heat) " +
                        $"{100 * map.Strength(reward):0}%,var(--page))\">{Numbers.Plain(reward, "0.00")}</td>");
                else
                    table.Add($"<td class=\"n{First(map, column)}\">–</td>");
            }
            table.Add($"</tr>");
        }
        var body = new MarkupBuilder()
            .Add($"<p class=\"caption\">{Captions.HeatMap(data)}</p>{HtmlReport.Scroll("Reward by domain and iteration", table.Add($"</tbody></table>"))}");
        return plots.HeatMapDrawing is { } drawing ? body.Add($"<p class=\"files\">{PlotFiles.Links(drawing)}</p>") : body;
    }

    /// <summary>The first column of an arm stands apart.</summary>
    private static string First(HeatMap map, (string Arm, int Iteration) column) => map.Columns.First(c => c.Arm == column.Arm) == column ? " first" : "";
}
