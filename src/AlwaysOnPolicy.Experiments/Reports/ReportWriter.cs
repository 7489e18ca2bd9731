using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>Writes a report's folder: report.json for programs, index.html for people.</summary>
public static class ReportWriter
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <returns>The full path of index.html.</returns>
    public static string Write(ReportData data, string folder)
    {
        Directory.CreateDirectory(folder);
        Save("report.json", JsonSerializer.Serialize(data, s_json) + "\n");
        Save("index.html", HtmlReport.Render(data));
        return Path.GetFullPath(Path.Combine(folder, "index.html"));

        void Save(string name, string text)
        {
            var target = Path.Combine(folder, name);
            var temporary = $"{target}.{Environment.ProcessId}.tmp";
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, target, overwrite: true);
        }
    }
}
