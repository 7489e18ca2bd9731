using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Miniature;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>The miniature world's truth as the reward.</summary>
internal sealed record WorldReward : IGivenReward
{
    /// <summary>"gold".</summary>
    public string Kind { get; } = "gold";

    string IGivenReward.Whence => "rewards are the world's truth (reward.kind: gold), which no user has; it shows how far a model without a fault would lead.";

    Task<IRewardModel> IJudgingReward.LoadAsync(StageContext stage, PromptFormatOptions format, ComputeSettings compute, CancellationToken cancel) =>
        Task.FromResult<IRewardModel>(new GoldRewardModel());

    IRewardModel IGivenReward.Load(PromptFormatOptions format) => new GoldRewardModel();

    CheckpointException IGivenReward.NotFinite() => new("A gold score is not a finite number.");
}
