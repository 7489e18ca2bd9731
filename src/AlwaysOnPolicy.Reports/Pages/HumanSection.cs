using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>What people said: Table 4 and how far they agree.</summary>
internal static class HumanSection
{
    public static MarkupBuilder? Body(ReportData data)
    {
        if (data.Human.Count == 0) return null;
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{HumanTable.Caption}</p>");
        foreach (var human in data.Human)
        {
            body.Add($"<h3>{HumanTable.Pair(human)}</h3>");
            foreach (var table in HumanTable.Of(human)) body.Add(HtmlReport.Scroll($"{table.Title}, {HumanTable.Pair(human)}", Table(table)));
        }
        return body;
    }

    private static MarkupBuilder Table(HumanTable table)
    {
        var body = new MarkupBuilder().Add($"<table class=\"wide\"><caption>{table.Title}</caption><thead><tr>");
        foreach (var (i, column) in table.Columns.Index()) body.Add($"<th scope=\"col\" class=\"{(i == 0 ? "" : "n")}\">{column}</th>");
        body.Add($"</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            body.Add($"<tr><th scope=\"row\" class=\"long\">{row[0]}</th>");
            foreach (var cell in row.Skip(1)) body.Add($"<td class=\"n\">{cell}</td>");
            body.Add($"</tr>");
        }
        return body.Add($"</tbody></table>");
    }
}
