using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Gold and probe reward after each iteration, with intervals.</summary>
internal static class MeasureSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots)
    {
        if (data.Arms.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Measures(data)}</p><div class=\"charts\">");
        foreach (var plot in plots.Measures) body.Add(HtmlReport.Figure(plot));
        return body.Add($"</div>{HtmlReport.Scroll("Measures by arm and iteration", Table(data, plots.Colours))}");
    }

    private static MarkupBuilder Table(ReportData data, ArmColours colours)
    {
        var (gold, weak) = (data.Arms.Any(a => a.Gold is not null), data.Arms.Any(a => a.GoldWeakest is not null));
        const string Interval = "<th scope=\"col\" class=\"n broad\">95 % interval</th>";
        var table = new MarkupBuilder().Add($"<table class=\"wide\"><thead><tr><th scope=\"col\">arm</th><th scope=\"col\" class=\"n\">iteration</th>");
        if (gold) table.Add($"<th scope=\"col\" class=\"n\">gold</th>").AddTrusted(Interval);
        if (weak) table.Add($"<th scope=\"col\" class=\"n\">gold, weakest</th>").AddTrusted(Interval);
        table.Add($"<th scope=\"col\" class=\"n\">probe reward</th>").AddTrusted(Interval).Add($"</tr></thead>");
        foreach (var arm in data.Arms.GroupBy(a => a.Arm).OrderBy(g => ArmNames.Order(g.Key)))
        {
            table.Add($"<tbody>");
            foreach (var row in arm)
            {
                table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(colours, row.Arm)}</th><td class=\"n\">{row.Iteration}</td>");
                if (gold) table.Add($"<td class=\"n\">{Numbers.Score(row.Gold)}</td><td class=\"n broad\">{Numbers.Score(row.GoldInterval)}</td>");
                if (weak) table.Add($"<td class=\"n\">{Numbers.Score(row.GoldWeakest)}</td><td class=\"n " +
                    $"broad\">{Numbers.Score(row.GoldWeakestInterval)}</td>");
                table.Add($"<td class=\"n\">{Numbers.Score(row.ProbeReward)}</td><td class=\"n broad\">{Numbers.Score(row.ProbeInterval)}</td></tr>");
            }
            table.Add($"</tbody>");
        }
        return table.Add($"</table>");
    }
}
