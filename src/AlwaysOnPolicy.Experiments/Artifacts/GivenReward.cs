using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A reward model that is there already, known by its content.</summary>
/// <param name="Model">The model's folder.</param>
/// <param name="Bfloat16">How its weights are held.</param>
internal sealed record GivenReward(InputFiles Model, bool Bfloat16) : IGivenReward
{
    string IGivenReward.Whence => "it is the one that reward.model names.";

    Task<IRewardModel> IJudgingReward.LoadAsync(StageContext stage, PromptFormatOptions format, ComputeSettings compute, CancellationToken cancel) =>
        Task.FromResult(Load(format));

    IRewardModel IGivenReward.Load(PromptFormatOptions format) => Load(format);

    CheckpointException IGivenReward.NotFinite() => new($"'{Model.Path}': some scores are no numbers. The weights are damaged or too large for their type: " +
        "fetch them again, or leave reward.bfloat16 out.");

    /// <exception cref="DataException">It was changed since the run began.</exception>
    private IRewardModel Load(PromptFormatOptions format) => RewardModels.Load(Model.CheckedPath(), Bfloat16, format);
}
