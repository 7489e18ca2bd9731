using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>The run's reward model as a stage's input.</summary>
/// <param name="Output">Of the stage that trained it, or measured the user's own.</param>
/// <param name="Given">One that the run does not train; null for one that it does.</param>
internal sealed record LoopReward(Artifact<RewardOutput> Output, IGivenReward? Given) : IJudgingReward
{
    async Task<IRewardModel> IJudgingReward.LoadAsync(StageContext stage, PromptFormatOptions format, ComputeSettings compute, CancellationToken cancel) =>
        await LoadAsync(stage, format, compute, cancel);

    internal async Task<IRewardModel> LoadAsync(StageContext stage, PromptFormatOptions format, ComputeSettings compute, CancellationToken cancel)
    {
        if (Given is null)
            return TrunkRewardModel.Load(Path.Combine(stage.FolderOf(Output), RewardOutput.Model), format, compute.BatchSize, type: compute.Dtype);
        return new ScaledRewardModel(Given.Load(format), (await stage.ReadAsync(Output, cancel)).Scale);
    }
}
