using AlwaysOnPolicy.Cluster;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Runs an experiment in a folder, and reports on it. Running again in the same folder goes on with what is not finished.</summary>
public static class ExperimentRun
{
    /// <summary>Runs it, or goes on with what is there.</summary>
    /// <exception cref="SettingsException">The folder holds a run of another name, seed or world.</exception>
    /// <param name="stopAfter">A stage's name or label to stop after; then there is no report. Null runs all.</param>
    /// <param name="replace">Whether a finished run of other settings in the folder may lose its report and models to this one.</param>
    /// <returns>The report, and the full path of its page; null where the run was stopped early.</returns>
    public static async Task<(ReportData Data, string Page)?> RunAsync(
        ExperimentSettings settings, string folder, string? stopAfter, IRunObserver? observer, CancellationToken cancel,
        bool replace = false)
    {
        ExperimentPreflight.Look(settings, folder).RequireAndTell(observer);
        var experiment = ExperimentPlan.Build(settings);
        var compute = settings.Compute;
        TorchThreads.Set(compute.ThreadsHere());

        var run = new RunFolder(folder);
        RequireOwn(run, settings);
        using var cluster = settings.Cluster is null ? null
            : await ClusterStages.ConnectAsync(settings.Cluster, StageRun.SettingsOf(settings), cancel: cancel);
        var options = new RunOptions
        {
            ParallelStages = compute.ParallelStages,
            Compute = StageCompute.Now(TorchThreads.Current, compute.BatchSize, compute.ParallelStages),
            Workers = cluster,
            StopAfter = stopAfter,
            KeepFinished = !replace,
            Experiment = SettingsFile.ToYaml(settings),
        };
        using var held = run.Open();   // to the end: what is made of the stages is written into the folder as well
        await new Runner(run, held).RunAsync(experiment.Plan, options, observer, cancel);
        if (stopAfter is not null)
        {
            new PublishedPolicies(experiment, settings, run, report: null).Write();
            return null;
        }

        var data = await RunReport.CollectAsync(experiment, settings, run, cancel);
        new PublishedPolicies(experiment, settings, run, data).Write();
        var report = run.ReportFolder;
        data = data with { PromptPages = await PromptPages.WriteAsync(run, cancel) };
        var page = ReportWriter.Write(data, report);
        RunEvents.Write(experiment, settings, run, Path.Combine(report, StepEvents.Folder));
        return (data, page);
    }

    /// <summary>A run's folder may go on with changed settings, since what they leave alone is found by its key; but not as another experiment.</summary>
    private static void RequireOwn(RunFolder run, ExperimentSettings settings)
    {
        RunKind.Require(run, RunKind.Experiment);
        if (!File.Exists(run.ExperimentFile)) return;
        ExperimentSettings earlier;
        try
        {
            earlier = SettingsFile.Load<ExperimentSettings>(run.ExperimentFile);
        }
        catch (SettingsException)
        {
            return;   // another version's; its stages have keys of their own
        }
        if ((earlier.Name, earlier.Seed, earlier.World) == (settings.Name, settings.Seed, settings.World)) return;
        throw new SettingsException(
            $"'{run.FullPath}' holds another run: '{earlier.Name}', seed {earlier.Seed}, world {earlier.World.ToString().ToLowerInvariant()}. " +
            $"This one is '{settings.Name}', seed {settings.Seed}, world {settings.World.ToString().ToLowerInvariant()}: choose another folder with --out.");
    }
}
