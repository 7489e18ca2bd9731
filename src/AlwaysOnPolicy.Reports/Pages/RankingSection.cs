using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>All policies in one order: a drawing, and a table with its numbers.</summary>
internal static class RankingSection
{
    public static MarkupBuilder? Body(ReportData data, ReportPlots plots)
    {
        if (RankingTable.Of(data) is not { } table || plots.Ranking is not { } drawing) return null;
        return new MarkupBuilder().Add($"<p class=\"caption\">{table.Caption}</p>{HtmlReport.Figure(drawing, "forest")}" +
            $"<details><summary>The numbers</summary>{FigureMarkup.Scroll(table, plots.Colours)}</details>");
    }
}
