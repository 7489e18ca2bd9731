using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>Runs of one kind, such as several seeds of the same settings.</summary>
/// <param name="Label">What the figure and the table call them.</param>
/// <param name="Runs">Their reports.</param>
public sealed record ComparedRuns(string Label, IReadOnlyList<ReportData> Runs)
{
    /// <summary>Takes "folder", or "label=folder,folder": each the folder of a finished run or of its report, or one that holds runs of several seeds. Without
    /// a label the first folder's name is it.</summary>
    /// <exception cref="SettingsException">The text has another form, or names two runs of one seed.</exception>
    /// <exception cref="DataException">A folder holds no report, or one without arms and training curves.</exception>
    public static ComparedRuns Parse(string text)
    {
        var (label, folders) = !Directory.Exists(text) && text.Split('=', 2) is [var name, var rest] ? (name, rest) : (null, text);
        string[] places = [.. folders.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (label is "" || places.Length == 0)
            throw new SettingsException($"'{text}' names no runs to compare: write a folder, label=folder, or label=folder,folder for several seeds.");
        label ??= Path.GetFileName(Path.GetFullPath(places[0]).TrimEnd(Path.DirectorySeparatorChar));
        ReportData[] runs = [.. places.SelectMany(Seeds).Select(Read)];
        if (runs.Select(SeedOf).Where(s => s.Length > 0).GroupBy(s => s).FirstOrDefault(g => g.Count() > 1)?.Key is { } seed)
            throw new SettingsException($"'{label}' has two runs of seed {seed}, which are not independent: runs of one kind differ in their seeds. Name one " +
                "of them, or compare them as two kinds.");
        return new(label, runs);
    }

    /// <summary>A run's seed as its report has it; empty where it has none.</summary>
    internal static string SeedOf(ReportData run) => run.Facts.FirstOrDefault(f => f.Label == "seed")?.Value ?? "";

    /// <summary>"seed 3", or "run 2" where no seed is known.</summary>
    /// <param name="index">Among the runs of its kind, from 0.</param>
    internal static string NameOf(ReportData run, int index) => SeedOf(run) is { Length: > 0 } seed ? $"seed {seed}" : $"run {index + 1}";

    /// <summary>The runs of a folder of several seeds, in order; else the folder itself.</summary>
    private static IReadOnlyList<string> Seeds(string folder)
    {
        if (!Directory.Exists(folder) || File.Exists(Path.Combine(folder, "plan.json"))) return [folder];
        string[] seeds = [.. Directory.EnumerateDirectories(folder, "seed-*").OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)];
        return seeds.Length > 0 ? seeds : [folder];
    }

    /// <summary>The statistics of each run step by step; where a run has several arms, they follow each other as runs of their own.</summary>
    internal IEnumerable<IReadOnlyList<TrainingPoint>> Courses() =>
        Runs.SelectMany(r => r.Training.GroupBy(t => t.Arm)).Select(g => (IReadOnlyList<TrainingPoint>)[.. g.OrderBy(t => t.Iteration).ThenBy(t => t.Step)]);

    private static ReportData Read(string folder)
    {
        var file = new[] { Path.Combine(folder, "report", "report.json"), Path.Combine(folder, "report.json") }.FirstOrDefault(File.Exists)
            ?? throw new DataException($"'{folder}' holds no report.json: name the folder of a run that is finished.");
        var data = ReportReader.Read(file);
        return data.Training.Count > 0 || data.Arms.Any(a => a.Iteration > 0) ? data
            : throw new DataException($"'{file}' has neither arms nor training curves: there is nothing to compare.");
    }
}
