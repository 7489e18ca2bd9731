using AlwaysOnPolicy.Reports;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The seeds that a report over several puts together.</summary>
public static class StudySeeds
{
    /// <summary>The seeds that a combined report is of.</summary>
    /// <param name="folder">The report's.</param>
    /// <returns>None where there is no such report, or none that can be read.</returns>
    public static IReadOnlyList<ulong> In(string folder)
    {
        var file = Path.Combine(folder, "report.json");
        if (!File.Exists(file)) return [];
        try
        {
            return ReportReader.Read(file).Study?.Seeds ?? [];
        }
        catch (DataException)
        {
            return [];
        }
    }
}
