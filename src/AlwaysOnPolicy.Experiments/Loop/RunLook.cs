using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The report of a run as it stands, read from its folder while the run goes on, was stopped, or is finished; nothing is changed there.</summary>
public sealed class RunLook(RunFolder run)
{
    private (string Text, ExperimentSettings Settings, ExperimentPlan Plan)? _built;

    /// <summary>Reads what there is to say now.</summary>
    /// <returns>Of a finished run its report; of an experiment that is not finished what its stages say so far; else how far it is, and a note on what cannot
    /// be said.</returns>
    public async Task<ReportData> ReadAsync(CancellationToken cancel)
    {
        var status = RunStatus.Read(run);
        try
        {
            var written = Path.Combine(run.ReportFolder, "report.json");
            if (status.State == RunState.Finished && File.Exists(written)) return ReportReader.Read(written);
            if (!File.Exists(run.ExperimentFile)) return Bare(status, OfOtherKind(status));
            var (settings, plan) = Build(run.ReadSettings(RunKind.Experiment));
            return await RunReport.CollectAsync(plan, settings, run, cancel);
        }
        catch (Exception e) when (e is UserErrorException or IOException or UnauthorizedAccessException)
        {
            return Bare(status, $"What is measured so far cannot be shown: {e.Message}");
        }
    }

    /// <summary>A page beside the report of a finished run, such as "aop-2.html"; null where there is none of that name.</summary>
    public async Task<string?> PromptPageAsync(string name, CancellationToken cancel)
    {
        var file = Path.Combine(run.ReportFolder, PromptPages.Folder, Path.GetFileName(name));
        return Path.GetExtension(name) == ".html" && File.Exists(file) ? await File.ReadAllTextAsync(file, cancel) : null;
    }

    private ReportData Bare(RunStatus status, string why) => new()
    {
        Title = Path.GetFileName(run.FullPath.TrimEnd(Path.DirectorySeparatorChar)),
        Facts = [],
        Comparisons = [],
        Weakest = [],
        Arms = [],
        Part = status.State == RunState.Finished ? null : new RunPart(status.Done, status.Stages),
        Notes = [why],
    };

    /// <summary>Runs of other kinds write pages of their own.</summary>
    private string OfOtherKind(RunStatus status) => status.State != RunState.Finished ? "What this kind of run measures is shown when it is finished."
        : Directory.EnumerateFiles(run.FullPath, "*.html").Order(StringComparer.Ordinal).FirstOrDefault() is { } page ? $"Its report is the page '{page}'."
        : "This kind of run has no report.";

    /// <summary>The plan costs a look at models and data, and is made once for each text of the settings.</summary>
    private (ExperimentSettings Settings, ExperimentPlan Plan) Build(string text)
    {
        if (_built is not { } built || built.Text != text)
        {
            var settings = SettingsFile.Load<ExperimentSettings>(run.ExperimentFile);
            _built = built = (text, settings, ExperimentPlan.Build(settings));
        }
        return (built.Settings, built.Plan);
    }
}
