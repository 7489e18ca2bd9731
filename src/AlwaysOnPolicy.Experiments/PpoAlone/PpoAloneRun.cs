using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Models.Runtime;
using AlwaysOnPolicy.Reports;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Runs PPO alone in a folder and reports on it. Running again in the same folder goes on with what is not finished.</summary>
public static class PpoAloneRun
{
    /// <summary>Where the trained policy lies in the run's folder.</summary>
    public const string PolicyName = "policy";

    /// <summary>Runs it, or goes on with what is there.</summary>
    /// <param name="replace">Whether a finished run of other settings in the folder may lose its report and models to this one.</param>
    /// <exception cref="SettingsException">Settings that do not go together, or the folder holds another run.</exception>
    public static async Task<PpoAloneResult> RunAsync(PpoSettings settings, string folder, IRunObserver? observer, CancellationToken cancel,
        bool replace = false)
    {
        PpoPreflight.Look(settings, folder).RequireAndTell(observer);
        TorchThreads.Set(settings.Compute.Threads > 0 ? settings.Compute.Threads : Math.Max(1, Environment.ProcessorCount / settings.Compute.ParallelStages));

        var run = new RunFolder(folder);
        var earlier = Earlier(run, settings);
        var plan = new PpoPlan(settings, run);
        var options = new RunOptions
        {
            ParallelStages = settings.Compute.ParallelStages,
            Compute = StageCompute.Now(TorchThreads.Current, settings.Compute.BatchSize, settings.Compute.ParallelStages),
            Experiment = SettingsFile.ToYaml(settings),
            ExperimentName = RunKind.Ppo,
            KeepFinished = !replace && !IsLonger(settings, earlier, plan),
        };
        using var held = run.Open();   // to the end: what is made of the stages is written into the folder as well
        await new Runner(run, held).RunAsync(plan.Plan, options, observer, cancel);

        var data = await PpoReport.CollectAsync(plan, settings, run, cancel);
        var report = run.ReportFolder;
        var page = ReportWriter.Write(data, report);
        StepEvents.Write(Path.Combine(report, StepEvents.Folder), run, [plan.Policy]);
        var policy = Path.Combine(run.FullPath, PolicyName);
        PolicyFolder.Publish(Path.Combine(run.FolderOf(plan.Policy), (await run.ReadAsync(plan.Policy, cancel)).Model), policy,
            PpoCard.Of(settings, plan.Reward, data));
        return new PpoAloneResult(data.Outcome!, policy, page);
    }

    /// <summary>The stages that a run has.</summary>
    /// <param name="folder">The run's, where an earlier training may be that this one can go on from.</param>
    /// <exception cref="UserErrorException">Settings that do not go together, or a file or folder that is not there.</exception>
    public static Plan StagesOf(PpoSettings settings, string folder) => new PpoPlan(settings, new RunFolder(folder)).Plan;

    /// <summary>More of the same training: it goes on where the other ended.</summary>
    private static bool IsLonger(PpoSettings now, PpoSettings? earlier, PpoPlan plan) => earlier is not null
        && SettingsFile.ToYaml(now with { Steps = null, Passes = 1, Compute = earlier.Compute, Rollouts = earlier.Rollouts })
            == SettingsFile.ToYaml(earlier with { Steps = null, Passes = 1 })
        && (now.Steps, earlier.Steps) switch
        {
            ({ } steps, { } before) => steps >= before,
            (null, null) => now.Passes >= earlier.Passes,
            (not null, null) => plan.GoesOn,
            _ => false,
        };

    /// <summary>The settings of the run that the folder holds; null where it holds none, or another version's.</summary>
    private static PpoSettings? Earlier(RunFolder run, PpoSettings settings)
    {
        RunKind.Require(run, RunKind.Ppo);
        var file = Path.Combine(run.FullPath, RunKind.Ppo);
        if (!File.Exists(file)) return null;
        PpoSettings earlier;
        try
        {
            earlier = SettingsFile.Load<PpoSettings>(file);
        }
        catch (SettingsException)
        {
            return null;   // another version's; its stages have keys of their own
        }
        if (earlier.Seed != settings.Seed)
            throw new SettingsException(
                $"'{run.FullPath}' holds a run with seed {earlier.Seed}; this one has seed {settings.Seed}: choose another folder with --out.");
        return earlier;
    }
}
