using AlwaysOnPolicy.Cluster;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Runs one stage of an experiment, or one shard of it.</summary>
public static class StageRun
{
    /// <summary>In a run's folder, which has the inputs, and gets the stage; or what a shard keeps, with which the stage goes on.</summary>
    /// <param name="folder">The run's.</param>
    /// <param name="key">The stage's, or its beginning.</param>
    /// <param name="shard">Null for the whole stage.</param>
    /// <returns>The stage, and whether it was made; false where it was there.</returns>
    /// <exception cref="SettingsException">There is no such run or stage, inputs are missing, or the stage is not cut.</exception>
    public static async Task<(PlanNode Stage, bool Made)> InRunAsync(
        string folder, string key, StageShard? shard, IRunObserver? observer, CancellationToken cancel)
    {
        var run = new RunFolder(folder);
        if (!File.Exists(run.ExperimentFile)) throw new SettingsException($"'{run.FullPath}' holds no run of an experiment: it has no " +
            $"{Path.GetFileName(run.ExperimentFile)}. Name the folder that 'aop run' was given with --out.");
        var (plan, compute) = Open(run.ExperimentFile);
        var (node, alone) = (StageAlone.Find(plan, key), new StageAlone(run, plan, compute));
        if (shard is null) return (node, await alone.RunAsync(node, observer, cancel));
        await alone.RunShardAsync(node, shard, observer, cancel);
        return (node, true);
    }

    /// <summary>On a worker of a cluster: inputs from the store, the result into it.</summary>
    /// <param name="run">What <see cref="StageStore.WriteRun"/> gave.</param>
    /// <param name="store">The store's folder.</param>
    /// <param name="shards">How many shards have left what they kept; 1 for a stage that is not cut.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="ClusterException">Another version of the tool sent it.</exception>
    public static async Task<PlanNode> OnWorkerAsync(
        string run, string store, string key, StageShard? shard, int shards, IRunObserver? observer, CancellationToken cancel)
    {
        var (plan, compute) = Open(StageStore.ReadRun(run));
        var node = StageAlone.Find(plan, key);
        await new WorkerStage(new StageStore(store), run, plan, compute).RunAsync(node, shard, shards, observer, cancel);
        return node;
    }

    /// <summary>What workers read of a run: its settings with the number of threads of the machine that sends them, so that all take sums in one
    /// order.</summary>
    internal static string SettingsOf(ExperimentSettings settings) => SettingsFile.ToYaml(settings with
    {
        Cluster = null,
        Compute = settings.Compute with { Threads = settings.Compute.ThreadsHere() },
    });

    private static (Plan Plan, StageCompute Compute) Open(string file)
    {
        var settings = SettingsFile.Load<ExperimentSettings>(file);
        var compute = settings.Compute;
        TorchThreads.Set(compute.ThreadsHere());
        return (ExperimentPlan.Build(settings).Plan, StageCompute.Now(TorchThreads.Current, compute.BatchSize, compute.ParallelStages));
    }
}
