using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Several seeds: differences of gold seed by seed with the sign test, and the way to each seed's own report.</summary>
internal static class SeedSection
{
    public static MarkupBuilder? Body(ReportData data, ArmColours colours)
    {
        if (data.Study is not { } study) return null;
        var table = new MarkupBuilder().Add($"<table><thead><tr><th scope=\"col\">pair</th><th scope=\"col\" class=\"n\">iteration</th>");
        table.Add($"<th scope=\"col\" class=\"n\">mean ± standard error, 95 % interval</th><th scope=\"col\" class=\"n\">weakest domains</th>" +
            $"<th scope=\"col\" class=\"n\">A ahead</th><th scope=\"col\" class=\"n\">sign test p</th>");
        foreach (var seed in study.Seeds) table.Add($"<th scope=\"col\" class=\"n\">seed {seed}</th>");
        table.Add($"</tr></thead><tbody>");
        foreach (var d in study.Differences)
        {
            table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(colours, d.A)} − {HtmlReport.Arm(colours, d.B)}</th><td class=\"n\">{d.Iteration}</td>");
            table.Add(HtmlReport.WithRange($"{Numbers.SignedScore(d.Difference)} ± {Numbers.Score(d.StandardError)}", Numbers.SignedScore(d.Interval)));
            table.Add(HtmlReport.WithRange(Numbers.SignedScore(d.Weakest?.Mean), Numbers.SignedScore(d.Weakest?.Interval)));
            table.Add($"<td class=\"n\">{d.Ahead} of {d.Ahead + d.Behind}</td><td class=\"n\">{Numbers.Plain(d.SignTestP, "0.000")}</td>");
            foreach (var value in d.BySeed) table.Add($"<td class=\"n\">{Numbers.SignedScore(value)}</td>");
            table.Add($"</tr>");
        }
        table.Add($"</tbody></table>");

        var body = new MarkupBuilder();
        if (study.Differences.Count > 0) body.Add(FigureMarkup.Section(StudyTable.Of(study), colours)).Add($"<h3>Seed by seed</h3>");
        body.Add($"<p class=\"caption\">{Captions.Seeds}</p>{HtmlReport.Scroll("Differences of gold seed by seed", table)}");
        if (data.Links.Count == 0) return body;
        body.Add($"<p>Each seed's own report:");
        foreach (var link in data.Links) body.Add($" <a href=\"{link.Address}\">{link.Label}</a>");
        return body.Add($"</p>");
    }
}
