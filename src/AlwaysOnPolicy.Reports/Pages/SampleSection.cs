using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>Some questions with every arm's answer.</summary>
internal static class SampleSection
{
    public static MarkupBuilder? Body(ReportData data, ArmColours colours)
    {
        if (data.Samples.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{Captions.Samples(data)}</p>");
        foreach (var sample in data.Samples)
        {
            body.Add($"<article><h3>{sample.Question}");
            if (sample.Domain is not null) body.Add($" <span class=\"score\">{sample.Domain}</span>");
            body.Add($"</h3><div class=\"answers\">");
            foreach (var answer in sample.Answers.OrderBy(a => ArmNames.Order(a.Arm)))
            {
                body.Add($"<div><h4>{HtmlReport.Arm(colours, answer.Arm)}");
                if (answer.Gold is { } gold) body.Add($" <span class=\"score\">gold {Numbers.Plain(gold, "0.00")}</span>");
                if (answer.Reward is { } reward) body.Add($" <span class=\"score\">reward {Numbers.Plain(reward, "0.00")}</span>");
                body.Add($"</h4><p>{answer.Text}</p></div>");
            }
            body.Add($"</div></article>");
        }
        return body;
    }
}
