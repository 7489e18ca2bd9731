using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>What the vanilla arm's elimination dropped, cluster by cluster, and why.</summary>
internal static class EliminationSection
{
    public static MarkupBuilder? Body(ReportData data) => data.Elimination is { } elimination ? Tables(EliminationTable.Of(elimination)) : null;

    /// <summary>Each below a heading of its own.</summary>
    public static MarkupBuilder Tables(IEnumerable<TextTable> tables)
    {
        var body = new MarkupBuilder();
        foreach (var table in tables) body.Add($"<h3>{table.Title}</h3>{TablePage.Body(table)}");
        return body;
    }
}
