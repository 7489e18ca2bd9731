using System.Text;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>A report of sentences, tables and facts, as a page and as Markdown.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Sentences">What came out.</param>
/// <param name="Tables">The tables, in the order of reading.</param>
/// <param name="Facts">How it was made.</param>
public sealed record TablePage(string Title, IReadOnlyList<string> Sentences, IReadOnlyList<TextTable> Tables, IReadOnlyList<Fact> Facts)
{
    private const string HowMade = "How it was made";

    /// <summary>A longer table is folded.</summary>
    private const int MostRows = 40;

    /// <summary>Characters; a cell with more is a text.</summary>
    private const int LongestWords = 60;

    /// <summary>As a page.</summary>
    /// <param name="figure">Stands below the sentences.</param>
    public string Html(MarkupBuilder? figure = null)
    {
        var lead = new MarkupBuilder();
        foreach (var sentence in Sentences) lead.Add($"<p class=\"verdict\">{sentence}</p>");
        if (figure is not null) lead.Add(figure);
        var facts = new MarkupBuilder().Add($"<dl class=\"facts\">");
        foreach (var fact in Facts) facts.Add($"<div><dt>{fact.Label}</dt><dd>{fact.Value}</dd></div>");
        return ReportPage.Render(Title, Title, lead,
        [
            .. Tables.Select((table, i) => new PageSection($"table-{i + 1}", table.Title, Body(table))),
            new("setup", HowMade, facts.Add($"</dl>")),
        ]);
    }

    /// <summary>As Markdown.</summary>
    /// <param name="figure">Stands below the sentences.</param>
    public string Markdown(string figure = "")
    {
        var text = new StringBuilder($"# {MarkdownText.Cell(Title)}\n\n");
        foreach (var sentence in Sentences) text.Append($"- {MarkdownText.Cell(sentence)}\n");
        if (figure.Length > 0) text.Append($"\n{figure}");
        foreach (var table in Tables) text.Append($"\n## {table.Title}\n\n{Markdown(table)}");
        text.Append($"\n## {HowMade}\n\n");
        foreach (var fact in Facts) text.Append($"- {MarkdownText.Cell(fact.Label)}: {MarkdownText.Cell(fact.Value)}\n");
        return text.ToString();
    }

    /// <summary>A table's caption and rows.</summary>
    internal static string Markdown(TextTable table) =>
        $"{MarkdownText.Cell(table.Caption)}\n\n{MarkdownText.Table(table.Columns, table.Left, table.Rows)}";

    /// <summary>A table's caption and rows.</summary>
    internal static MarkupBuilder Body(TextTable table)
    {
        var scroll = HtmlReport.Scroll(table.Title, Rows(table));
        var body = new MarkupBuilder().Add($"<p class=\"caption\">{table.Caption}</p>");
        return table.Rows.Count <= MostRows ? body.Add(scroll)
            : body.Add($"<details><summary>{table.Title}: {table.Rows.Count} rows</summary>{scroll}</details>");
    }

    /// <summary>Texts, such as answers, keep their lines and are broken; columns of words and figures are not.</summary>
    private static MarkupBuilder Rows(TextTable table)
    {
        bool[] texts = [.. table.Columns.Select((_, i) => i < table.Left && table.Rows.Any(r => r[i].Length > LongestWords || r[i].Contains('\n')))];
        var rows = new MarkupBuilder().Add($"<table class=\"{(texts.Contains(true) ? "texts blocks" : "")}\"><thead><tr>");
        for (var i = 0; i < table.Columns.Count; i++) rows.Add($"<th scope=\"col\" class=\"{Class(i)}\">{table.Columns[i]}</th>");
        rows.Add($"</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            rows.Add($"<tr><th scope=\"row\" class=\"{Class(0)}\">{row[0]}</th>");
            for (var i = 1; i < row.Count; i++) rows.Add($"<td class=\"{Class(i)}\" data-head=\"{table.Columns[i]}\">{row[i]}</td>");
            rows.Add($"</tr>");
        }
        return rows.Add($"</tbody></table>");

        string Class(int column) => texts[column] ? "text" : column < table.Left ? "" : "n";
    }
}
