using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>PPO's statistics step by step, and what each iteration skipped.</summary>
internal static class TrainingSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots)
    {
        if (plots.Training.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Training(data)}</p><div class=\"charts\">");
        foreach (var plot in plots.Training) body.Add(HtmlReport.Figure(plot));
        body.Add($"</div><details><summary>More curves: entropy, clipped tokens, explained variance, skipped mini-batches</summary><div class=\"charts\">");
        foreach (var plot in plots.MoreTraining) body.Add(HtmlReport.Figure(plot));
        return body.Add($"</div></details><h3>Skipped mini-batches</h3><p " +
            $"class=\"caption\">{Captions.Skipped(data)}</p>{HtmlReport.Scroll("Skipped mini-batches by arm and iteration", Skipped(data, plots.Colours))}");
    }

    private static MarkupBuilder Skipped(ReportData data, ArmColours colours)
    {
        int[] iterations = [.. data.Training.Select(t => t.Iteration).Distinct().Order()];
        var table = new MarkupBuilder().Add($"<table><thead><tr><th scope=\"col\">arm</th>");
        foreach (var iteration in iterations) table.Add($"<th scope=\"col\" class=\"n\">iteration {iteration}</th>");
        table.Add($"</tr></thead><tbody>");
        foreach (var arm in data.Training.GroupBy(t => t.Arm).OrderBy(g => ArmNames.Order(g.Key)))
        {
            table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(colours, arm.Key)}</th>");
            foreach (var iteration in iterations)
                table.Add($"<td class=\"n\">{arm.Where(t => t.Iteration == iteration).Sum(t => t.SkippedUpdates)} of " +
                    $"{arm.Where(t => t.Iteration == iteration).Sum(t => t.Updates)}</td>");
            table.Add($"</tr>");
        }
        return table.Add($"</tbody></table>");
    }
}
