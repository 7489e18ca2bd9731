using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A reward model that judges, as a stage's input.</summary>
internal interface IJudgingReward
{
    /// <summary>Loads it; the caller disposes of it.</summary>
    /// <param name="format">Of a model trained here that keeps no form of its own.</param>
    Task<IRewardModel> LoadAsync(StageContext stage, PromptFormatOptions format, ComputeSettings compute, CancellationToken cancel);
}
