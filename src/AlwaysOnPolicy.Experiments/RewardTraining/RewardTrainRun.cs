using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Runtime;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>Trains a reward model in a folder. Running again with the same settings goes on where it was stopped.</summary>
public static class RewardTrainRun
{
    /// <summary>Runs it, or goes on with what is there.</summary>
    /// <param name="replace">Whether a finished run of other settings in the folder may lose its report and models to this one.</param>
    /// <returns>What came out, and the full paths of the best model's folder and of the last one's.</returns>
    /// <exception cref="SettingsException">No pairs are given.</exception>
    /// <exception cref="DataException">A file is not there or cannot be used.</exception>
    /// <exception cref="CheckpointException">The model is not there or cannot be used.</exception>
    public static async Task<(TrainedReward Result, string Best, string Last)> RunAsync(
        RewardTrainSettings settings, string folder, IRunObserver? observer, CancellationToken cancel, bool replace = false)
    {
        RewardTrainPreflight.Look(settings, folder).RequireAndTell(observer);
        if (settings.Compute.Threads > 0) TorchThreads.Set(settings.Compute.Threads);
        var (plan, trained) = Plan(settings);
        var run = new RunFolder(folder);
        RunKind.Require(run, RunKind.Reward);
        using var held = run.Open();   // to the end: what is made of the stages is written into the folder as well
        await new Runner(run, held).RunAsync(plan, new RunOptions
        {
            Compute = StageCompute.Now(TorchThreads.Current),
            Experiment = SettingsFile.ToYaml(settings),
            ExperimentName = RunKind.Reward,
            KeepFinished = !replace,
        }, observer, cancel);
        var result = await run.ReadAsync(trained, cancel);
        return (result, Publish(TrainOnPairs.Best, result.BestEpoch), Publish(TrainOnPairs.Last, result.Epochs[^1].Epoch));

        string Publish(string name, int epoch)
        {
            var place = Path.Combine(run.FullPath, name);
            CardedFolder.Publish(Path.Combine(run.FolderOf(trained), name), place, RewardCard.Of(settings, result, epoch));
            return place;
        }
    }

    /// <summary>The stages that a training has.</summary>
    /// <exception cref="UserErrorException">A file or folder is not there.</exception>
    public static Plan StagesOf(RewardTrainSettings settings) => Plan(settings).Plan;

    /// <summary>What an encoder does not read is left at its default, and so is the number of held-out pairs where these are files of their own.</summary>
    internal static (Plan Plan, Artifact<TrainedReward> Trained) Plan(RewardTrainSettings settings)
    {
        var model = ModelPlace.Of(settings.Model, "--model");
        var encoder = EncoderFolder.IsOne(model.Path);
        var defaults = new RewardTrainSettings { Model = "", Pairs = [] };
        var plan = new Plan(settings.Seed);
        var trained = plan.Add(
            new TrainOnPairs(settings.Compute),
            new TrainOnPairs.In(
                model, Inputs(settings.Pairs, "--pairs"), Inputs(settings.HeldOut, "--held-out-pairs"), settings.HeldOut.Count == 0
                    ? settings.HeldOutPairs : null, settings.Training,
                encoder ? defaults.Format : settings.Format, encoder ? defaults.MaxAnswerTokens : settings.MaxAnswerTokens, settings.SavedType),
            "reward model");
        return (plan, trained);
    }

    internal static DataInput[] Inputs(IReadOnlyList<DataSource> sources, string option) =>
        [.. sources.Select(s => DataInput.Of(s.For(DataUse.Pairs), option))];

    internal static void Check(RewardTrainSettings settings)
    {
        if (settings.Pairs.Count == 0) throw new SettingsException("--pairs names no file.");
    }
}
