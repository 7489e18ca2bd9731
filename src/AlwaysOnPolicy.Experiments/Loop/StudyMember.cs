using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>One run of a study: a variation with a seed, in a folder of its own.</summary>
/// <param name="Variation">Which.</param>
/// <param name="Settings">With the seed.</param>
/// <param name="Folder">The run's.</param>
public sealed record StudyMember(StudyVariation Variation, ExperimentSettings Settings, string Folder)
{
    /// <summary>Everything is finished, and its report is there: there is nothing to be done.</summary>
    internal bool IsDone(Plan plan)
    {
        var run = new RunFolder(Folder);
        return File.Exists(ReportFile) && File.Exists(run.ExperimentFile) && File.ReadAllText(run.ExperimentFile) == SettingsFile.ToYaml(Settings)
            && plan.Nodes.All(run.IsDone);
    }

    /// <summary>The run's report.json.</summary>
    internal string ReportFile => Path.Combine(new RunFolder(Folder).ReportFolder, "report.json");
}
