using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The report as one page that is all there is: no script, nothing fetched, light and dark, narrow and wide.</summary>
public static class HtmlReport
{

    internal static string Render(ReportData data, ReportPlots plots)
    {
        (string Id, string Title, MarkupBuilder? Body)[] sections =
        [
            ("verdict", "What came out", HeadlineSection.Body(data, plots)),
            ("win-rates", "Win rates", WinRateSection.Body(data, plots.Colours)),
            ("seeds", "Seed by seed", SeedSection.Body(data, plots.Colours)),
            ("measures", "Iteration by iteration", MeasureSection.Body(data, plots)),
            ("costs", "Quality and cost", CostSection.Body(data, plots)),
            ("training", "Training curves", TrainingSection.Body(data, plots)),
            ("monitors", Captions.MonitorsTitle, MonitorSection.Body(data)),
            ("domains", "Reward by domain and iteration", HeatMapSection.Body(data, plots)),
            ("prompts", "The prompts and why", PromptSection.Body(data, plots.Colours)),
            ("answers", data.Outcome is null ? "Answers side by side" : "Answers before and after", SampleSection.Body(data, plots.Colours)),
            ("setup", "How it was made", SetUpSection.Body(data)),
        ];
        var shown = sections.Where(s => s.Body is not null).ToArray();

        var page = new MarkupBuilder().Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" " +
            $"content=\"width=device-width, initial-scale=1\"/>");
        page.Add($"<title>{(data.Outcome is null ? $"{data.Title}: vanilla, SOP and AOP compared" : data.Title)}</title><style>").AddTrusted(PageStyle.Css)
            .Add($"</style></head><body><main><h1>{data.Title}</h1>");
        page.Add($"<p class=\"lead\">{string.Join(" · ", data.Facts.Take(5).Select(f => $"{f.Label}: {f.Value}"))}</p>");
        page.Add($"<nav aria-label=\"On this page\"><ul>");
        foreach (var section in shown) page.Add($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>");
        page.Add($"</ul></nav>\n");
        foreach (var section in shown)
            page.Add($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-heading\"><h2 " +
                $"id=\"{section.Id}-heading\">{section.Title}</h2>{section.Body!}</section>\n");
        return page.Add($"</main></body></html>\n").ToString();
    }

    /// <summary>What is wider than a narrow page scrolls by itself, also with the keyboard.</summary>
    public static MarkupBuilder Scroll(string label, MarkupBuilder content) =>
        new MarkupBuilder().Add($"<div class=\"scroll\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">{content}</div>");

    internal static MarkupBuilder Arm(ArmColours colours, string arm) =>
        new MarkupBuilder().Add($"<span class=\"arm {colours.Class(arm)}\">{ArmNames.Display(arm)}</span>");

    public static MarkupBuilder Figure(Plot plot, string style = "") =>
        new MarkupBuilder().Add($"<figure class=\"{style}\">{plot.Inline()}<figcaption>{PlotFiles.Links(plot)}</figcaption></figure>");
}
