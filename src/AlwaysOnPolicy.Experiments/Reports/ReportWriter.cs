using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using AlwaysOnPolicy.Experiments.Reports.Page;
using AlwaysOnPolicy.Experiments.Reports.Plots;
using AlwaysOnPolicy.Experiments.Running;

namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>Writes a report's folder: report.json for programs, index.html for people, report.md for a repository, plots/ for a paper.</summary>
public static class ReportWriter
{
    private const string PlotFolder = "plots";
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

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
        Directory.CreateDirectory(Path.Combine(folder, PlotFolder));
        var plots = new ReportPlots(data);
        foreach (var plot in plots.All()) Save(Path.Combine(PlotFolder, plot.Name + ".svg"), plot.Standalone());
        Save("report.json", JsonSerializer.Serialize(data, s_json) + "\n");
        Save("report.md", MarkdownReport.Render(data, plots, PlotFolder));
        Save("index.html", HtmlReport.Render(data, plots));
        return Path.GetFullPath(Path.Combine(folder, "index.html"));

        void Save(string name, string text)
        {
            var target = Path.Combine(folder, name);
            var temporary = $"{target}.{Environment.ProcessId}.tmp";
            File.WriteAllText(temporary, text, s_utf8);
            File.Move(temporary, target, overwrite: true);
        }
    }
}
