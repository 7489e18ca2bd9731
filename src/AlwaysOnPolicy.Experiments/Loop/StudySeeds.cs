using System.Text.Json;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The seeds that a report over several puts together.</summary>
public static class StudySeeds
{
    /// <param name="folder">The report's.</param>
    /// <returns>None where there is no such report, or none that can be read.</returns>
    public static IReadOnlyList<ulong> In(string folder)
    {
        var file = Path.Combine(folder, "report.json");
        if (!File.Exists(file)) return [];
        try
        {
            return JsonSerializer.Deserialize<ReportData>(File.ReadAllText(file), ReportWriter.Json)?.Study?.Seeds ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
