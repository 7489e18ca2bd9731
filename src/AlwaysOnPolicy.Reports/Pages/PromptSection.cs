using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>What each arm asked in each iteration, and why: by domain, with an answer that its author saw and what became of it.</summary>
internal static class PromptSection
{
    public static MarkupBuilder? Body(ReportData data, ArmColours colours)
    {
        if (data.Prompts.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Prompts}</p>");
        foreach (var arm in data.Prompts.GroupBy(p => p.Arm))
        {
            body.Add($"<h3>{HtmlReport.Arm(colours, arm.Key)}</h3>");
            foreach (var iteration in arm.GroupBy(p => p.Iteration))
                body.Add($"<details><summary>Iteration {iteration.Key}: {Summary([.. iteration])}</summary>{Link(data, arm.Key, iteration.Key)}" +
                    $"{HtmlReport.Scroll($"Prompts of {arm.Key}, iteration {iteration.Key}", Table([.. iteration]))}</details>");
        }
        if (data.EarnedByRule.Count > 0)
            body.Add($"<h3>By rule</h3><p class=\"caption\">{Captions.Rules}</p>" +
                $"{HtmlReport.Scroll("What the prompts of each rule earned", Rules(data, colours))}");
        return body;
    }

    /// <summary>"320 prompts, most of them for cooking (41), travel (37) and law (30)".</summary>
    private static string Summary(IReadOnlyList<PromptDomainRow> rows)
    {
        var most = rows.Where(r => r.Prompts > 0).OrderByDescending(r => r.Prompts).Take(3).Select(r => $"{Name(r.Domain)} ({r.Prompts})").ToArray();
        return $"{rows.Sum(r => r.Prompts)} prompts, most of them for {Headline.Join(most)}";
    }

    private static MarkupBuilder Table(IReadOnlyList<PromptDomainRow> rows)
    {
        var (seen, earned) = (rows.Any(r => r.Weakest is not null), rows.Any(r => r.Earned is not null));
        var table = new MarkupBuilder().Add($"<table class=\"prompts blocks\"><thead><tr><th scope=\"col\">domain</th><th scope=\"col\" " +
            $"class=\"n\">prompts</th>" +
            $"<th scope=\"col\" class=\"n\">probe reward before → after</th>");
        if (earned) table.Add(IterationPage.EarnedHeads);
        if (seen) table.Add($"<th scope=\"col\">the lowest answer that the author saw → the same question after</th>");
        table.Add($"<th scope=\"col\">one of the prompts</th></tr></thead><tbody>");
        foreach (var row in rows)
        {
            table.Add($"<tr><th scope=\"row\">{Name(row.Domain)}</th><td class=\"n\" data-head=\"prompts\">{row.Prompts}</td>" +
                $"<td class=\"n\" data-head=\"probe reward\">{Numbers.Score(row.RewardBefore)} → {Numbers.Score(row.RewardAfter)}</td>");
            if (earned) table.Add(IterationPage.Earned(row.Earned));
            if (seen) table.Add($"<td class=\"text\" data-head=\"lowest answer\">{Weakest(row.Weakest)}</td>");
            table.Add($"<td class=\"text\" data-head=\"a prompt\"><bdi>{row.Example}</bdi></td></tr>");
        }
        return table.Add($"</tbody></table>");
    }

    private static MarkupBuilder Link(ReportData data, string arm, int iteration)
    {
        var link = new MarkupBuilder();
        foreach (var page in data.PromptPages.Where(p => p.Arm == arm && p.Iteration == iteration))
            link.Add($"<p><a href=\"{page.Address}\">Every prompt of {ArmNames.Display(arm)}, iteration {iteration}, with its call and what it earned</a></p>");
        return link;
    }

    private static MarkupBuilder Rules(ReportData data, ArmColours colours)
    {
        var table = new MarkupBuilder().Add($"<table class=\"blocks\"><thead><tr><th scope=\"col\">arm</th><th scope=\"col\">rule</th><th scope=\"col\" " +
            $"class=\"n\">iteration</th><th scope=\"col\" class=\"n\">rollouts</th>{IterationPage.EarnedHeads}</tr></thead><tbody>");
        foreach (var row in data.EarnedByRule)
            table.Add($"<tr><th scope=\"row\">{HtmlReport.Arm(colours, row.Arm)}</th><td data-head=\"rule\">{row.Name}</td><td class=\"n\" " +
                $"data-head=\"iteration\">{row.Iteration}</td><td class=\"n\" data-head=\"rollouts\">{row.Earned.Rollouts}</td>" +
                $"{IterationPage.Earned(row.Earned)}</tr>");
        return table.Add($"</tbody></table>");
    }

    private static MarkupBuilder Weakest(WeakAnswer? weak)
    {
        var cell = new MarkupBuilder();
        if (weak is null) return cell;
        cell.Add($"<strong><bdi>{weak.Question}</bdi></strong> <bdi>{weak.Answer}</bdi> <span class=\"score\">{Numbers.Plain(weak.Reward, "0.00")}</span>");
        return weak.AnswerAfter is null
            ? cell : cell.Add($" → <bdi>{weak.AnswerAfter}</bdi> <span class=\"score\">{Numbers.Plain(weak.RewardAfter ?? double.NaN, "0.00")}</span>");
    }

    private static string Name(string domain) => domain.Length > 0 ? domain : "(none)";
}
