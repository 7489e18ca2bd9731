using System.Globalization;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>All prompts of an iteration and why: what the author's calls saw, the same questions before and after, and what the prompts earned. A script shows
/// one call, one domain or one prompt; without it they are all there.</summary>
public static class IterationPage
{
    private static readonly PageScript s_script = PageScript.Load(typeof(IterationPage), "prompts.js");

    /// <summary>The whole page.</summary>
    public static string Render(IterationPrompts data)
    {
        var kept = data.Prompts.Count(p => p.Kept);
        var lead = new MarkupBuilder().Add($"<p class=\"lead\">{Lead(data, kept)}</p>");
        foreach (var note in data.Notes) lead.Add($"<p>{note}</p>");
        lead.Add($"<p><a href=\"../index.html#prompts\">Back to the report</a></p>").Add(Form(data));
        var sections = new List<PageSection> { new("written", "The prompts", Written(data, kept < data.Prompts.Count)) };
        if (data.Probe.Count > 0) sections.Add(new("seen", data.Policy is null ? "Probe questions before and after" : "What the author saw", Seen(data)));
        sections.Add(new("domains", "By domain", Domains(data)));
        if (Calls(data) is { } calls) sections.Add(new("calls", "By call", calls));
        var title = $"{data.Title}: the prompts and why";
        return ReportPage.Render(title, title, lead, sections, s_script);
    }

    /// <summary>The file's name in the folder of such pages.</summary>
    public static string FileName(string arm, int iteration) => string.Create(CultureInfo.InvariantCulture, $"{arm}-{iteration}.html");

    private static string Lead(IterationPrompts data, int kept) =>
        (data.Policy is null ? $"{data.Prompts.Count} prompts, made without a look at the policy." :
            $"In {data.Calls} {(data.Calls == 1 ? "call" : "calls")} the author saw answers of {data.Policy} and wrote {data.Prompts.Count} prompts.") +
        (kept < data.Prompts.Count ? $" A gate kept {kept} of them." : "");

    private static MarkupBuilder Form(IterationPrompts data)
    {
        var form = new MarkupBuilder().Add($"<form id=\"choose\" class=\"search\" hidden=\"hidden\" role=\"search\">");
        int[] calls = [.. data.Prompts.Select(p => p.Call).OfType<int>().Distinct().Order()];
        form.Add(AnswerSearch.Choice("Call", "call", calls.Select(c => ($"{c}", $"{c}")).Prepend(("", "any"))));
        form.Add(AnswerSearch.Choice("Domain", "domain", data.Prompts.Select(p => p.Domain).Union(data.Probe.Select(p => p.Domain)).Where(d => d.Length > 0)
            .Order(StringComparer.Ordinal).Select(d => (d, d)).Prepend(("", "any"))));
        return form.Add($"<label>Text <input type=\"search\" name=\"text\"/></label><output id=\"found\" aria-live=\"polite\"></output></form>");
    }

    private static MarkupBuilder Written(IterationPrompts data, bool gated)
    {
        var (called, earned) = (data.Prompts.Any(p => p.Call is not null), data.Prompts.Any(p => p.Earned is not null));
        var table = new MarkupBuilder().Add($"<table class=\"wide call blocks\"><thead><tr><th scope=\"col\">prompt</th><th scope=\"col\">text</th>" +
            $"<th scope=\"col\">domain</th>");
        if (called) table.Add($"<th scope=\"col\" class=\"n\">call</th>");
        if (gated) table.Add($"<th scope=\"col\">gate</th>");
        if (earned) table.Add(EarnedHeads);
        table.Add($"</tr></thead><tbody class=\"chosen\">");
        foreach (var p in data.Prompts)
        {
            table.Add($"<tr id=\"prompt-{p.Id}\" data-domain=\"{p.Domain}\" data-calls=\"{p.Call?.ToString(CultureInfo.InvariantCulture)}\">" +
                $"<th scope=\"row\"><a href=\"#prompt-{p.Id}\">{p.Id}</a></th><td class=\"text\" data-head=\"text\"><bdi>{p.Text}</bdi></td>" +
                $"<td data-head=\"domain\">{Name(p.Domain)}</td>");
            if (called) table.Add($"<td class=\"n\" data-head=\"call\">{CallLink(p.Call)}</td>");
            if (gated) table.Add($"<td data-head=\"gate\">{(p.Kept ? "kept" : "left out")}</td>");
            if (earned) table.Add(Earned(p.Earned));
            table.Add($"</tr>");
        }
        table.Add($"</tbody></table>");
        return new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Earned(earned)}</p>{HtmlReport.Scroll("Prompts", table)}{More}");
    }

    private static MarkupBuilder Seen(IterationPrompts data)
    {
        var (seen, before) = (data.Probe.Any(r => r.Seen is not null), data.Probe.Any(r => r.Before is not null));
        return new MarkupBuilder().Add($"<p class=\"caption\">{Captions.BeforeAndAfter(seen, before)}</p>{Answers(data.Probe)}").Add(More);
    }

    /// <summary>Probe questions with the answers round an iteration.</summary>
    internal static MarkupBuilder Answers(IReadOnlyList<ProbeRow> probe)
    {
        var (seen, before) = (probe.Any(r => r.Seen is not null), probe.Any(r => r.Before is not null));
        var table = new MarkupBuilder().Add($"<table class=\"wide texts blocks\"><thead><tr><th scope=\"col\">domain</th><th scope=\"col\">question</th>");
        if (seen) table.Add($"<th scope=\"col\">the author saw</th>");
        if (before) table.Add($"<th scope=\"col\">before</th>");
        table.Add($"<th scope=\"col\">after</th>");
        var called = probe.Any(r => r.Calls.Count > 0);
        if (called) table.Add($"<th scope=\"col\" class=\"n\">calls</th>");
        table.Add($"</tr></thead><tbody class=\"chosen\">");
        foreach (var row in probe)
        {
            table.Add($"<tr data-domain=\"{row.Domain}\" data-calls=\"{string.Join(' ', row.Calls)}\"><th scope=\"row\">{Name(row.Domain)}</th>" +
                $"<td class=\"text\" data-head=\"question\"><bdi>{row.Question}</bdi></td>");
            if (seen) table.Add(Answer("the author saw", row.Seen));
            if (before) table.Add(Answer("before", row.Before));
            table.Add(Answer("after", row.After));
            if (called) table.Add($"<td class=\"n\" data-head=\"calls\">{row.Calls.Count}</td>");
            table.Add($"</tr>");
        }
        return HtmlReport.Scroll("Answers to probe questions", table.Add($"</tbody></table>"));
    }

    private static MarkupBuilder Domains(IterationPrompts data)
    {
        var weights = data.Weights.ToDictionary(w => w.Domain, StringComparer.Ordinal);
        var earned = data.Earned.Where(e => e.By == "domain").ToDictionary(e => e.Name, e => e.Earned, StringComparer.Ordinal);
        var table = new MarkupBuilder().Add($"<table class=\"blocks\"><thead><tr><th scope=\"col\">domain</th><th scope=\"col\" class=\"n\">prompts</th>");
        if (weights.Count > 0) table.Add($"<th scope=\"col\" class=\"n\">the rule's share</th>");
        table.Add($"<th scope=\"col\" class=\"n\">probe reward before → after</th>");
        if (earned.Count > 0) table.Add(EarnedHeads);
        table.Add($"</tr></thead><tbody>");
        string Reward(string domain, int iteration) =>
            Numbers.Score(data.ProbeRewards.FirstOrDefault(r => r.Domain == domain && r.Iteration == iteration)?.Reward);
        foreach (var domain in data.Probe.Select(r => r.Domain).Union(data.Prompts.Select(p => p.Domain)))
        {
            var asked = data.Prompts.Count(p => p.Kept && p.Domain == domain);
            table.Add($"<tr><th scope=\"row\">{Name(domain)}</th><td class=\"n\" data-head=\"prompts\">{asked}</td>");
            if (weights.Count > 0) table.Add($"<td class=\"n\" data-head=\"the rule's share\">{(weights.TryGetValue(domain, out var w) && w.Share is { } share
                ? Numbers.Percent(share) : "")}</td>");
            table.Add($"<td class=\"n\" data-head=\"probe reward\">{Reward(domain, data.Iteration - 1)} → {Reward(domain, data.Iteration)}</td>");
            if (earned.Count > 0) table.Add(Earned(earned.GetValueOrDefault(domain)));
            table.Add($"</tr>");
        }
        return HtmlReport.Scroll("By domain", table.Add($"</tbody></table>"));
    }

    private static MarkupBuilder? Calls(IterationPrompts data)
    {
        var calls = data.Earned.Where(e => e.By == "call").OrderBy(e => int.Parse(e.Name, CultureInfo.InvariantCulture)).ToArray();
        if (calls.Length == 0) return null;
        var table = new MarkupBuilder().Add($"<table class=\"blocks\"><thead><tr><th scope=\"col\">call</th><th scope=\"col\" class=\"n\">rollouts</th>").Add(
            EarnedHeads).Add($"</tr></thead><tbody>");
        foreach (var call in calls)
            table.Add($"<tr><th scope=\"row\">{CallLink(int.Parse(call.Name, CultureInfo.InvariantCulture))}</th>" +
                $"<td class=\"n\" data-head=\"rollouts\">{call.Earned.Rollouts}</td>").Add(Earned(call.Earned)).Add($"</tr>");
        return HtmlReport.Scroll("By call", table.Add($"</tbody></table>"));
    }

    /// <summary>Of <see cref="Earned"/>.</summary>
    internal static MarkupBuilder EarnedHeads => new MarkupBuilder().Add($"<th scope=\"col\" class=\"n\">reward in training</th><th scope=\"col\" " +
        $"class=\"n\">spread</th><th scope=\"col\" class=\"n\">advantage</th>");

    /// <summary>Three cells; empty where nothing was earned.</summary>
    internal static MarkupBuilder Earned(Earned? earned) => new MarkupBuilder().Add(
        $"<td class=\"n\" data-head=\"reward in training\">{(earned is null ? "" : Numbers.Score(earned.Reward))}</td>" +
        $"<td class=\"n\" data-head=\"spread\">{(earned?.Spread is { } spread ? Numbers.Score(spread) : "")}</td>" +
        $"<td class=\"n\" data-head=\"advantage\">{(earned?.Advantage is { } advantage ? Numbers.SignedScore(advantage) : "")}</td>");

    private static MarkupBuilder More => new MarkupBuilder().Add($"<button type=\"button\" class=\"more\" hidden=\"hidden\">Show more</button>");

    private static MarkupBuilder CallLink(int? call) => call is not { } number ? new() : new MarkupBuilder().Add($"<a href=\"#call-{number}\">{number}</a>");

    private static MarkupBuilder Answer(string head, ScoredText? answer) => answer is null
        ? new MarkupBuilder().Add($"<td class=\"text\" data-head=\"{head}\"></td>")
        : new MarkupBuilder().Add($"<td class=\"text\" data-head=\"{head}\"><bdi>{answer.Answer}</bdi> " +
            $"<span class=\"score\">{Numbers.Score(answer.Reward)}</span></td>");

    private static string Name(string domain) => domain.Length > 0 ? domain : "(none)";
}
