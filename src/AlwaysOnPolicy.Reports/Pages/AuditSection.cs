using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>How diverse each iteration's prompts are, and where they lie.</summary>
internal static class AuditSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots) => data.Audit is { } audit && plots.PromptMap is { } map
        ? new MarkupBuilder().Add($"<p class=\"caption\">{Captions.PromptMap(audit)}</p>{HtmlReport.FigureInItsSize(map)}" +
            $"{EliminationSection.Tables(AuditTables.Of(audit))}") : null;
}
