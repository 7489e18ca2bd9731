using System.Text.Json;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>What people said of a run's policies, counted: annotation/&lt;pair&gt;/human.json in the run's folder. Every report of the run has it.</summary>
public static class HumanFiles
{
    /// <summary>Of the folder in a run that holds its human evaluations, each in a folder of its own.</summary>
    public const string Folder = "annotation";
    private const string FileName = "human.json";

    /// <summary>Writes a comparison into the evaluation's folder, where reports find it.</summary>
    /// <param name="folder">The evaluation's.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static void Write(string folder, HumanComparison comparison)
    {
        try
        {
            Durable.WriteBytes(Path.Combine(folder, FileName), SealedJson.Seal(JsonSerializer.Serialize(comparison, ReportWriter.Json)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(folder, e);
        }
    }

    /// <summary>Makes a run's report again with what people said; everything else in it stays.</summary>
    /// <returns>The full path of its page; null where the run has no report yet: it will have this one's tables when it is made.</returns>
    /// <exception cref="StorageException">The report cannot be read or written, or the run is going on.</exception>
    public static string? AddToReport(string runFolder)
    {
        var run = new RunFolder(runFolder);
        using var held = run.Hold();
        var file = Path.Combine(run.ReportFolder, "report.json");
        return File.Exists(file) ? ReportWriter.Write(Read<ReportData>(file) with { Human = In(run) }, run.ReportFolder) : null;
    }

    internal static IReadOnlyList<HumanComparison> In(RunFolder run)
    {
        var folder = Path.Combine(run.FullPath, Folder);
        return Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(f => Path.Combine(f, FileName)).Where(File.Exists)
                .Select(Read<HumanComparison>)]
            : [];
    }

    private static T Read<T>(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (SealedJson.FindDamage(bytes) is { } damage) throw new JsonException($"{damage}.");
            return JsonSerializer.Deserialize<T>(bytes, ReportWriter.Json) ?? throw new JsonException("it holds null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StorageException($"'{file}' cannot be read: {e.Message} Delete it, and run the command again that wrote it.", e);
        }
    }
}
