using System.Text;
using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports;
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
        foreach (var sentence in BenchTables.Sentences(report)) text.Append($"- {MarkdownReport.Cell(sentence)}\n");
        text.Append($"\n{PlotFiles.Markdown([chart])}");
        foreach (var table in BenchTables.Of(report))
        {
            text.Append($"\n## {table.Title}\n\n{MarkdownReport.Cell(table.Caption)}\n\n");
            text.Append(MarkdownReport.Table([.. table.Columns.Select(MarkdownReport.Cell)], table.Left, table.Rows));
        }
        text.Append("\n## How it was made\n\n");
        foreach (var fact in BenchTables.Facts(report)) text.Append($"- {MarkdownReport.Cell(fact.Label)}: {MarkdownReport.Cell(fact.Value)}\n");
        return text.ToString();
    }

    internal static string Html(BenchReport report, Plot chart)
    {
        var page = new MarkupBuilder().Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" " +
            $"content=\"width=device-width, initial-scale=1\"/>");
        page.Add($"<title>{Title}</title><style>").AddTrusted(PageStyle.Css).Add($"</style></head><body><main><h1>{Title}</h1>");
        foreach (var sentence in BenchTables.Sentences(report)) page.Add($"<p>{sentence}</p>");
        page.Add($"{HtmlReport.Figure(chart)}");
        foreach (var table in BenchTables.Of(report))
            page.Add($"\n<section><h2>{table.Title}</h2><p class=\"caption\">{table.Caption}</p>{HtmlReport.Scroll(table.Title, Rows(table))}</section>");
        page.Add($"\n<section><h2>How it was made</h2><dl class=\"facts\">");
        foreach (var fact in BenchTables.Facts(report)) page.Add($"<div><dt>{fact.Label}</dt><dd>{fact.Value}</dd></div>");
        return page.Add($"</dl></section></main></body></html>\n").ToString();
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
