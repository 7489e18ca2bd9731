using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Looks, before the first iteration, whether PPO can learn from the reward model: at the SFT policy's answers to probe questions.</summary>
internal sealed class CheckLoopReward(ComputeSettings compute) : Stage<CheckLoopReward.In, RewardCheck>
{
    private const string Standardise = "reward.standardise";

    public sealed record In(RunPolicy Sft, Artifact<ExperimentData> Data, LoopReward Reward, bool Standardise, RewardCheckSettings Settings, ScoreUse Use,
        SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => compute.Computed(RewardCheckNotes.StageName, 1);

    protected override StageReach ReachOf(In input) => StageReach.Anywhere;

    protected override async Task<RewardCheck> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var probe = (await stage.ReadAsync(input.Data, cancel)).Probe;
        var trained = await stage.ReadAsync(input.Reward.Output, cancel);
        using var policy = stage.Load(input.Sft, input.Format, compute);
        using var reward = await input.Reward.LoadAsync(stage, input.Format, compute, cancel);
        var answers = await RewardCheckRun.AnswersAsync(policy, reward, probe, input.Settings, input.Sampling, compute.BatchSize, stage.Seed,
            (done, total) => stage.Progress(done, total), cancel);
        return stage.Told(answers, new RewardUse(input.Use.Options())
        {
            StandardiseSetting = input.Standardise ? null : Standardise,
            Agreement = Proportion.Of(trained.Right, trained.Total),
        });
    }
}
