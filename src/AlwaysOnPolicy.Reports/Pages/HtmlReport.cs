using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The report as one page.</summary>
public static class HtmlReport
{
    /// <param name="first">A section before all others; null for none.</param>
    /// <param name="script">Beside the page's own; null for none.</param>
    internal static string Render(ReportData data, ReportPlots plots, PageSection? first = null, PageScript? script = null)
    {
        (string Id, string Title, MarkupBuilder? Body)[] sections =
        [
            (first?.Id ?? "", first?.Title ?? "", first?.Body),
            ("verdict", "What came out", HeadlineSection.Body(data, plots)),
            ("win-rates", "Win rates", WinRateSection.Body(data, plots.Colours)),
            ("judges", JudgeSection.Title, JudgeSection.Body(data)),
            ("ranking", RankingTable.Title, RankingSection.Body(data, plots)),
            ("human", "Human evaluation", HumanSection.Body(data)),
            ("seeds", "Over the seeds", SeedSection.Body(data, plots.Colours)),
            ("measures", "Iteration by iteration", MeasureSection.Body(data, plots)),
            ("costs", "Quality and cost", CostSection.Body(data, plots)),
            ("training", "Training curves", TrainingSection.Body(data, plots)),
            ("monitors", Captions.MonitorsTitle, MonitorSection.Body(data)),
            ("domains", "Reward by domain and iteration", HeatMapSection.Body(data, plots)),
            ("prompts", "The prompts and why", PromptSection.Body(data, plots.Colours)),
            ("audit", AuditTables.Title, AuditSection.Body(data, plots)),
            ("elimination", EliminationTable.Title, EliminationSection.Body(data)),
            ("answers", data.Outcome is null ? "Answers side by side" : "Answers before and after", SampleSection.Body(data, plots.Colours)),
            ("setup", "How it was made", SetUpSection.Body(data)),
        ];
        var lead = new MarkupBuilder();
        if (Verdict.Of(data) is { } verdict) lead.Add($"<p class=\"verdict\">{verdict.Outcome}</p><p class=\"verdict\">{verdict.Next}</p>");
        lead.Add($"<p class=\"lead\">{string.Join(" · ", data.Facts.Take(5).Select(f => $"{f.Label}: {f.Value}"))}</p>");
        string[] arms = [.. data.Arms.Select(a => a.Arm).Where(a => a != ArmNames.Sft).Distinct().Select(ArmNames.Display)];
        return ReportPage.Render(arms.Length > 1 ? $"{data.Title}: {Headline.Join(arms)} compared" : data.Title, data.Title, lead,
            sections.Where(s => s.Body is not null).OrderBy(s => data.Study is null || s.Id == "measures" ? 0 : s.Id == "seeds" ? 1 : 2)
                .Select(s => new PageSection(s.Id, s.Title, s.Body!)),
            data.Answers.Count > 0 || script is not null ? PageScript.Search.With(script) : null);
    }

    /// <summary>What is wider than a narrow page scrolls by itself, also with the keyboard.</summary>
    public static MarkupBuilder Scroll(string label, MarkupBuilder content) =>
        new MarkupBuilder().Add($"<div class=\"scroll\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">{content}</div>");

    internal static MarkupBuilder Arm(ArmColours colours, string arm) =>
        new MarkupBuilder().Add($"<span class=\"arm {colours.Class(arm)}\">{ArmNames.Display(arm)}</span>");

    /// <summary>A figure with its interval, which stands below it where the page is narrow.</summary>
    internal static MarkupBuilder WithRange(string figure, string range) => new MarkupBuilder()
        .Add($"<td class=\"n\">{figure} <span class=\"range\">{range}</span></td>");

    /// <summary>A drawing with links to its files.</summary>
    public static MarkupBuilder Figure(Plot plot, string style = "") =>
        new MarkupBuilder().Add($"<figure class=\"{style}\">{plot.Inline()}<figcaption>{PlotFiles.Links(plot)}</figcaption></figure>");

    /// <summary>A drawing no larger than it is; on a narrow page it gets smaller by a fourth, and then it scrolls.</summary>
    internal static MarkupBuilder FigureInItsSize(Plot plot) => Scroll(plot.Title, new MarkupBuilder()
        .Add($"<figure class=\"sized\" style=\"--broad:{plot.Width}px\">{plot.Inline()}<figcaption>{PlotFiles.Links(plot)}</figcaption></figure>"));
}
