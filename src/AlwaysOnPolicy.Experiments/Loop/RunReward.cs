using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Engine.Settings;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Rewards;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>The reward of an experiment's run: the one that its policies are trained on, with the zero and unit that the run gave its scores.</summary>
public static class RunReward
{
    /// <summary>Loads it.</summary>
    /// <param name="folder">The run's; its reward model need be finished, and no more.</param>
    /// <returns>Null where the folder holds no run of an experiment.</returns>
    /// <exception cref="SettingsException">The run has no reward model yet, or the one that it was given is gone.</exception>
    public static async Task<IRewardModel?> TryOpenAsync(string folder, CancellationToken cancel = default)
    {
        var run = new RunFolder(folder);
        if (!File.Exists(run.ExperimentFile) || !File.Exists(run.PlanFile)) return null;
        run.ReadSettings(RunKind.Experiment);
        var settings = SettingsFile.Load<ExperimentSettings>(run.ExperimentFile);
        var stage = PlannedStage.In(run).FirstOrDefault(s => s.Name is "reward-model" or "given-reward-model");
        if (stage?.Output<RewardOutput>() is not { } output || !run.Has(output))
            throw new SettingsException($"The run '{folder}' has no reward model yet: 'aop status {folder}' says how far it is.");
        if (settings.Reward.Kind == RewardKind.Gold) return new ScaledRewardModel(new GoldRewardModel(), (await run.ReadAsync(output, cancel)).Scale);
        if (settings.Reward.Model is not { } given)
        {
            var folderOfModel = StageFiles.CheckedFolder(Path.Combine(run.FolderOf(output), RewardOutput.Model));
            return TrunkRewardModel.Load(folderOfModel, settings.PromptFormat, cutLong: true);
        }
        var scale = (await run.ReadAsync(output, cancel)).Scale;
        var model = RewardModels.Load(ModelPlace.CheckedFolderOf(given, "reward.model"), settings.Reward.Bfloat16, settings.PromptFormat);
        return new ScaledRewardModel(model, scale);
    }
}
