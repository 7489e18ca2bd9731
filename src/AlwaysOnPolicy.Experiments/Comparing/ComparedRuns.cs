using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>Runs of one kind, such as several seeds of the same settings.</summary>
/// <param name="Label">What the figure and the table call them.</param>
public sealed record ComparedRuns(string Label, IReadOnlyList<ReportData> Runs)
{
    /// <summary>Takes "label=folder,folder": each the folder of a finished run, or of its report.</summary>
    /// <exception cref="SettingsException">The text has another form.</exception>
    /// <exception cref="DataException">A folder holds no report, or one without training curves.</exception>
    public static ComparedRuns Parse(string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } label, { Length: > 0 } folders])
            throw new SettingsException($"'{text}' names no runs to compare: write label=folder, or label=folder,folder for several seeds.");
        return new(label, [.. folders.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Read)]);
    }

    /// <summary>The statistics of each run step by step; where a run has several arms, they follow each other as runs of their own.</summary>
    internal IEnumerable<IReadOnlyList<TrainingPoint>> Courses() =>
        Runs.SelectMany(r => r.Training.GroupBy(t => t.Arm)).Select(g => (IReadOnlyList<TrainingPoint>)[.. g.OrderBy(t => t.Iteration).ThenBy(t => t.Step)]);

    private static ReportData Read(string folder)
    {
        var file = new[] { Path.Combine(folder, "report", "report.json"), Path.Combine(folder, "report.json") }.FirstOrDefault(File.Exists)
            ?? throw new DataException($"'{folder}' holds no report.json: name the folder of a run that is finished.");
        var data = ReportReader.Read(file);
        return data.Training.Count > 0 ? data : throw new DataException($"'{file}' has no training curves: name a single run, not a study of several seeds.");
    }
}
