using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports;

/// <summary>Writes a report's folder: report.json for programs, index.html for people, report.md for a repository, plots/ for a paper.</summary>
public static class ReportWriter
{
    /// <summary>Of report.json.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes the report in all its forms.</summary>
    /// <returns>The full path of index.html.</returns>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static string Write(ReportData data, string folder)
    {
        try
        {
            return WriteAll(data, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetFullPath(folder), e);
        }
    }

    private static string WriteAll(ReportData data, string folder)
    {
        if (PlotImage.Unavailable is { } why && !data.Notes.Contains(why)) data = data with { Notes = [.. data.Notes, why] };
        var plots = new ReportPlots(data);
        PlotFiles.Write(plots.All(), folder);
        Durable.WriteBytes(Path.Combine(folder, "report.json"), SealedJson.Seal(JsonSerializer.Serialize(data, Json)));
        Durable.WriteText(Path.Combine(folder, "report.md"), MarkdownReport.Render(data, plots));
        var page = Path.GetFullPath(Path.Combine(folder, "index.html"));
        Durable.WriteText(page, HtmlReport.Render(data, plots));
        return page;
    }
}
