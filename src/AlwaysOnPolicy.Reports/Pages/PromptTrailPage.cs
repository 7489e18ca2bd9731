using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The way of a prompt as a page.</summary>
public static class PromptTrailPage
{
    /// <summary>The whole page.</summary>
    public static string Render(PromptTrail trail)
    {
        var lead = new MarkupBuilder().Add($"<p class=\"verdict\"><bdi>{trail.Prompt.Text}</bdi></p>");
        foreach (var sentence in TrailSentences.Of(trail)) lead.Add($"<p>{sentence}</p>");
        foreach (var note in trail.Notes) lead.Add($"<p class=\"caption\">{note}</p>");
        var sections = new List<PageSection>();
        if (trail.Passes.Count > 0) sections.Add(new("earned", "What it earned", Passes(trail)));
        if (trail.Gate is { } gate) sections.Add(new("gate", "At the gate", Gate(gate)));
        if (trail.Weights.Count > 0) sections.Add(new("weights", TrailSentences.WeightsTitle.TrimEnd(':'), Weights(trail)));
        if (trail.Seen.Count > 0)
            sections.Add(new("seen", "What the call saw", IterationPage.Answers([.. trail.Seen.Select(s => s with { Calls = [] })])));
        var title = $"Prompt {trail.Prompt.Address}";
        return ReportPage.Render(title, title, lead, sections);
    }

    private static MarkupBuilder Passes(PromptTrail trail)
    {
        var list = new MarkupBuilder().Add($"<ul>");
        foreach (var pass in trail.Passes)
        {
            list.Add($"<li>Pass {pass.Pass}: {TrailSentences.Of(pass)}");
            if (pass.Answer is { } answer) list.Add($"<br/><bdi>{answer}</bdi>");
            list.Add($"</li>");
        }
        list.Add($"</ul><h3>Beside it, all rollouts of the iteration</h3><ul>");
        foreach (var group in trail.Beside) list.Add($"<li>{group.By} {group.Name}: {TrailSentences.Of(group.Earned)}</li>");
        return list.Add($"</ul>");
    }

    private static MarkupBuilder Gate(GateLook gate)
    {
        var list = new MarkupBuilder().Add($"<p>{TrailSentences.Of(gate)}</p><ul>");
        foreach (var (reward, i) in gate.Rewards.Select((r, i) => (r, i)))
            list.Add($"<li>{Numbers.Score(reward)} <bdi>{(i < gate.Answers.Count ? gate.Answers[i] : "")}</bdi></li>");
        return list.Add($"</ul>");
    }

    private static MarkupBuilder Weights(PromptTrail trail)
    {
        var table = new MarkupBuilder().Add($"<table class=\"blocks\"><thead><tr><th scope=\"col\">domain</th><th scope=\"col\" class=\"n\">share</th>" +
            $"<th scope=\"col\">what was known</th></tr></thead><tbody>");
        foreach (var w in trail.Weights)
            table.Add($"<tr><th scope=\"row\">{w.Domain}</th><td class=\"n\" data-head=\"share\">{(w.Share is { } share ? Numbers.Percent(share) : "")}</td>" +
                $"<td class=\"long\" data-head=\"what was known\">{TrailSentences.Of(w)}</td></tr>");
        return HtmlReport.Scroll("Domains", table.Add($"</tbody></table>"));
    }
}
