using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>What was run, on what, how long it took, and what it had to say.</summary>
internal static class SetUpSection
{
    public static MarkupBuilder Body(ReportData data)
    {
        var body = new MarkupBuilder().Add($"<dl class=\"facts\">");
        foreach (var fact in data.Facts) body.Add($"<div><dt>{fact.Label}</dt><dd>{fact.Value}</dd></div>");
        body.Add($"</dl>");
        foreach (var sentence in Captions.Basis(data)) body.Add($"<p>{sentence}</p>");
        Add(Limits.Title, [.. Limits.Of(data)]);
        Add("Notes", [.. data.Notes.Distinct()]);
        if (data.Stages.Count > 0) body.Add($"<h3>Time</h3>{HtmlReport.Scroll("Time by kind of stage", Kinds(data))}<details><summary>Every " +
            $"stage</summary>{HtmlReport.Scroll("Every stage", Stages(data))}</details>");
        if (data.Settings is { } settings) body.Add($"<h3>Settings</h3><details><summary>The experiment file as resolved</summary><pre " +
            $"tabindex=\"0\">{settings}</pre></details>");
        return body;

        void Add(string title, IReadOnlyList<string> sentences)
        {
            if (sentences.Count == 0) return;
            body.Add($"<h3>{title}</h3><ul>");
            foreach (var sentence in sentences) body.Add($"<li>{sentence}</li>");
            body.Add($"</ul>");
        }
    }

    private static MarkupBuilder Kinds(ReportData data)
    {
        var total = data.Stages.Sum(s => s.Seconds);
        var table = new MarkupBuilder().Add($"<table><thead><tr><th scope=\"col\">stage</th><th scope=\"col\" class=\"n\">runs</th><th scope=\"col\" " +
            $"class=\"n\">seconds</th><th scope=\"col\" class=\"n\">share</th></tr></thead><tbody>");
        foreach (var kind in data.Stages.GroupBy(s => s.Stage).OrderByDescending(g => g.Sum(s => s.Seconds)))
            table.Add($"<tr><th scope=\"row\">{kind.Key}</th><td class=\"n\">{kind.Count()}</td>" +
                $"<td class=\"n\">{Numbers.Plain(kind.Sum(s => s.Seconds), "#,0.0")}</td>" +
                $"<td class=\"n\">{(total > 0 ? Numbers.Percent(kind.Sum(s => s.Seconds) / total) : "")}</td></tr>");
        return table.Add($"<tr><th scope=\"row\">all</th><td class=\"n\">{data.Stages.Count}</td><td " +
            $"class=\"n\">{Numbers.Plain(total, "#,0.0")}</td><td></td></tr></tbody></table>");
    }

    private static MarkupBuilder Stages(ReportData data)
    {
        var table = new MarkupBuilder().Add($"<table><thead><tr><th scope=\"col\">stage</th><th scope=\"col\">for</th><th scope=\"col\" " +
            $"class=\"n\">seconds</th></tr></thead><tbody>");
        foreach (var stage in data.Stages) table.Add($"<tr><th scope=\"row\">{stage.Stage}</th><td class=\"long\">{stage.Label}</td><td " +
            $"class=\"n\">{Numbers.Plain(stage.Seconds, "#,0.0")}</td></tr>");
        return table.Add($"</tbody></table>");
    }
}
