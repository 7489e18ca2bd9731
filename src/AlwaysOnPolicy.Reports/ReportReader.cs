using System.Text.Json;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports;

/// <summary>Reads what <see cref="ReportWriter"/> wrote.</summary>
public static class ReportReader
{
    /// <summary>Reads a report's record.</summary>
    /// <param name="file">A report.json.</param>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static ReportData Read(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (SealedJson.FindDamage(bytes) is { } damage) throw new JsonException($"{damage}.");
            return JsonSerializer.Deserialize<ReportData>(bytes, ReportWriter.Json) ?? throw new JsonException("it is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{file}' cannot be read: {e.Message} Run again to have the report written anew.", e);
        }
    }
}
