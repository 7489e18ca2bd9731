using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;

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

    internal static string Markdown(BenchReport report, Plot chart) => Page(report).Markdown(PlotFiles.Markdown([chart]));

    internal static string Html(BenchReport report, Plot chart) => Page(report).Html(HtmlReport.Figure(chart, "forest"));

    private static TablePage Page(BenchReport report) =>
        new(Title, BenchTables.Sentences(report), BenchTables.Of(report), BenchTables.Facts(report));
}
