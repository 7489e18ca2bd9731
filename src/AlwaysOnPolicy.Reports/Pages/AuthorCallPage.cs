using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>What one call of an author saw and wrote, as a page.</summary>
public static class AuthorCallPage
{
    /// <summary>The page, in HTML.</summary>
    public static string Render(AuthorCallData call)
    {
        var lead = new MarkupBuilder().Add($"<p class=\"lead\">The author saw {call.Seen.Count} answers of {call.Policy} and wrote {call.Written.Count} " +
            $"prompts.</p>");
        foreach (var note in call.Notes) lead.Add($"<p>{note}</p>");
        return ReportPage.Render(call.Title, call.Title, lead,
            [new("seen", "What the author saw", Seen(call)), new("written", "What it wrote", Written(call))]);
    }

    private static MarkupBuilder Seen(AuthorCallData call)
    {
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Seen}</p>");
        foreach (var (domain, mean, answers) in call.Domains())
        {
            var table = new MarkupBuilder().Add($"<table class=\"wide call blocks\"><thead><tr><th scope=\"col\">question</th><th scope=\"col\">answer</th>" +
                $"<th scope=\"col\" class=\"n\">reward</th></tr></thead><tbody>");
            foreach (var answer in answers)
                table.Add($"<tr><td class=\"text\" data-head=\"question\"><bdi>{answer.Question}</bdi></td>" +
                    $"<td class=\"text\" data-head=\"answer\"><bdi>{answer.Answer}</bdi></td>" +
                    $"<td class=\"n\" data-head=\"reward\">{Numbers.Score(answer.Reward)}</td></tr>");
            body.Add($"<h3>{Name(domain)} <span class=\"score\">mean reward {Numbers.Score(mean)}</span></h3>" +
                $"{HtmlReport.Scroll($"Answers of {Name(domain)}", table.Add($"</tbody></table>"))}");
        }
        return body;
    }

    private static MarkupBuilder Written(AuthorCallData call)
    {
        var chosen = call.Written.Any(w => w.ChosenFrom is not null);
        var table = new MarkupBuilder().Add($"<table class=\"wide call blocks\"><thead><tr><th scope=\"col\">domain</th><th scope=\"col\">prompt</th>");
        if (chosen) table.Add($"<th scope=\"col\">chosen from</th>");
        if (call.Gated) table.Add($"<th scope=\"col\">gate</th>");
        table.Add($"</tr></thead><tbody>");
        foreach (var prompt in call.Written)
        {
            table.Add($"<tr><th scope=\"row\">{Name(prompt.Domain)}</th><td class=\"text\" data-head=\"prompt\"><bdi>{prompt.Text}</bdi></td>");
            if (chosen) table.Add($"<td class=\"text\" data-head=\"chosen from\">{prompt.ChosenFrom}</td>");
            if (call.Gated) table.Add($"<td data-head=\"gate\">{(prompt.Kept ? "kept" : "left out")}</td>");
            table.Add($"</tr>");
        }
        return HtmlReport.Scroll("Prompts", table.Add($"</tbody></table>"));
    }

    private static string Name(string domain) => domain.Length > 0 ? domain : "(none)";
}
