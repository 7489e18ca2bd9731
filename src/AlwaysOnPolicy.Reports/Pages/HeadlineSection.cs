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
        foreach (var h in headlines) body.Add($"<div class=\"{(h.Arm.Length > 0 ? plots.Colours.Class(h.Arm) : "")}\"><dt>{h.About}</dt><dd>{h.Text}</dd></div>");
        body.Add($"</dl>");
        if (data.Outcome is null && data.Comparisons.Count + data.Further.Count == 0) body.Add($"<p>Nothing was compared: the run has only one arm.</p>");
        if (plots.Differences is { } differences)
        {
            body.Add($"<p class=\"caption\">{Captions.Differences(data)}</p>");
            body.Add(HtmlReport.Scroll(differences.Title, HtmlReport.Figure(differences, "forest")));
        }
        return body;
    }
}
