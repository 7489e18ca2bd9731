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
        var table = new MarkupBuilder().Add($"<table class=\"wide\"><thead><tr><th scope=\"col\">arm</th><th scope=\"col\" class=\"n\">iteration</th>");
        if (gold) table.Add($"<th scope=\"col\" class=\"n\">gold, 95 % interval</th>");
        if (weak) table.Add($"<th scope=\"col\" class=\"n\">gold, weakest domains</th>");
        table.Add($"<th scope=\"col\" class=\"n\">probe reward{(gold ? "" : ", 95 % interval")}</th></tr></thead>");
        foreach (var arm in data.Arms.GroupBy(a => a.Arm).OrderBy(g => ArmNames.Order(g.Key)))
        {
            table.Add($"<tbody>");
            foreach (var row in arm)
            {
                table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(colours, row.Arm)}</th><td class=\"n\">{row.Iteration}</td>");
                if (gold) table.Add(HtmlReport.WithRange(Numbers.Score(row.Gold), Numbers.Score(row.GoldInterval)));
                if (weak) table.Add(HtmlReport.WithRange(Numbers.Score(row.GoldWeakest), Numbers.Score(row.GoldWeakestInterval)));
                table.Add($"{HtmlReport.WithRange(Numbers.Score(row.ProbeReward), Numbers.Score(row.ProbeInterval))}</tr>");
            }
            table.Add($"</tbody>");
        }
        return table.Add($"</table>");
    }
}
