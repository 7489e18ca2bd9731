using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>The judges: win rates of each, cards, agreement.</summary>
internal static class JudgeSection
{
    public const string Title = "The judges";

    public static MarkupBuilder? Body(ReportData data)
    {
        if (data.Judges.Count == 0) return null;
        var body = new MarkupBuilder();
        foreach (var table in JudgeTables.Of(data.Judges, data.JudgeAgreements)) body.Add($"<h3>{table.Title}</h3>{TablePage.Body(table)}");
        return body;
    }
}
