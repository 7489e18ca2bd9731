using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Some questions with every arm's answer.</summary>
internal static class SampleSection
{
    public static MarkupBuilder? Body(ReportData data, ArmColours colours)
    {
        var search = AnswerSearch.Body(data, colours);
        if (data.Samples.Count == 0) return search;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Samples(data)}</p>");
        foreach (var sample in data.Samples) body.Add($"<article>{Content(sample.Domain, sample.Question, sample.Answers, colours)}</article>");
        return search is null ? body : body.Add(search);
    }

    /// <summary>A question and the answers to it.</summary>
    public static MarkupBuilder Content(string? domain, string question, IReadOnlyList<SampleAnswer> answers, ArmColours colours)
    {
        var content = new MarkupBuilder().Add($"<h3>{question}");
        if (domain is not null) content.Add($" <span class=\"score\">{domain}</span>");
        content.Add($"</h3><div class=\"answers\">");
        foreach (var answer in answers.OrderBy(a => ArmNames.Order(a.Arm)))
        {
            content.Add($"<div><h4>{HtmlReport.Arm(colours, answer.Arm)}");
            if (answer.Gold is { } gold) content.Add($" <span class=\"score\">gold {Numbers.Plain(gold, "0.00")}</span>");
            if (answer.Reward is { } reward) content.Add($" <span class=\"score\">reward {Numbers.Plain(reward, "0.00")}</span>");
            content.Add($"</h4><p>{answer.Text}</p></div>");
        }
        return content.Add($"</div>");
    }
}
