using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A reward model that is there already, known by its content.</summary>
/// <param name="Model">The model's folder.</param>
/// <param name="Bfloat16">How its weights are held.</param>
public sealed record GivenReward(InputFiles Model, bool Bfloat16) : IJudgingReward
{
    Task<IRewardModel> IJudgingReward.LoadAsync(StageContext stage, PromptFormatOptions format, ComputeSettings compute, CancellationToken cancel) =>
        Task.FromResult(Load(format));

    /// <exception cref="DataException">It was changed since the run began.</exception>
    internal IRewardModel Load(PromptFormatOptions format) => RewardModels.Load(Model.CheckedPath(), Bfloat16, format);
}
