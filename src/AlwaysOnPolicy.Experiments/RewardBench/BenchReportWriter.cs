using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Writes a bench's files: bench.json for programs, bench.html for people, bench.md for a repository, plots/ for a paper.</summary>
internal static class BenchReportWriter
{
    private const string Title = "Reward bench";

    /// <returns>The full path of bench.html.</returns>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static string Write(BenchReport report, string folder)
    {
        try
        {
            Durable.WriteText(Path.Combine(folder, "bench.json"), JsonSerializer.Serialize(report, ArtifactJson.Indented) + "\n");
            var chart = BenchChart.Draw(report.Table);
            PlotFiles.Write([chart], folder);
            Durable.WriteText(Path.Combine(folder, "bench.md"), Markdown(report, chart));
            var page = Path.Combine(Path.GetFullPath(folder), "bench.html");
            Durable.WriteText(page, Html(report, chart));
            return page;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetFullPath(folder), e);
        }
    }

    internal static string Markdown(BenchReport report, Plot chart)
    {
        var text = new StringBuilder($"# {Title}\n\n");
        foreach (var sentence in BenchTables.Sentences(report)) text.Append($"- {MarkdownText.Cell(sentence)}\n");
        text.Append($"\n{PlotFiles.Markdown([chart])}");
        foreach (var table in BenchTables.Of(report))
        {
            text.Append($"\n## {table.Title}\n\n{MarkdownText.Cell(table.Caption)}\n\n");
            text.Append(MarkdownText.Table(table.Columns, table.Left, table.Rows));
        }
        text.Append("\n## How it was made\n\n");
        foreach (var fact in BenchTables.Facts(report)) text.Append($"- {MarkdownText.Cell(fact.Label)}: {MarkdownText.Cell(fact.Value)}\n");
        return text.ToString();
    }

    internal static string Html(BenchReport report, Plot chart)
    {
        var lead = new MarkupBuilder();
        foreach (var sentence in BenchTables.Sentences(report)) lead.Add($"<p class=\"verdict\">{sentence}</p>");
        var facts = new MarkupBuilder().Add($"<dl class=\"facts\">");
        foreach (var fact in BenchTables.Facts(report)) facts.Add($"<div><dt>{fact.Label}</dt><dd>{fact.Value}</dd></div>");
        return ReportPage.Render(Title, Title, lead.Add($"{HtmlReport.Figure(chart, "forest")}"),
        [
            .. BenchTables.Of(report).Select((table, i) => new PageSection($"table-{i + 1}", table.Title,
                new MarkupBuilder().Add($"<p class=\"caption\">{table.Caption}</p>{HtmlReport.Scroll(table.Title, Rows(table))}"))),
            new("setup", "How it was made", facts.Add($"</dl>")),
        ]);
    }

    private static MarkupBuilder Rows(TextTable table)
    {
        var rows = new MarkupBuilder().Add($"<table><thead><tr>");
        for (var i = 0; i < table.Columns.Count; i++) rows.Add($"<th scope=\"col\" class=\"{Class(i)}\">{table.Columns[i]}</th>");
        rows.Add($"</tr></thead><tbody>");
        foreach (var row in table.Rows)
        {
            rows.Add($"<tr><th scope=\"row\">{row[0]}</th>");
            for (var i = 1; i < row.Count; i++) rows.Add($"<td class=\"{Class(i)}\">{row[i]}</td>");
            rows.Add($"</tr>");
        }
        return rows.Add($"</tbody></table>");

        string Class(int column) => column < table.Left ? "" : "n";
    }
}
