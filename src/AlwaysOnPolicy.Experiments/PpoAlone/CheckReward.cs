using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.RewardChecks;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Looks, before the training, whether PPO can learn from the reward.</summary>
internal sealed class CheckReward(ComputeSettings compute, TrainerSettings trainer) : Stage<CheckReward.In, RewardCheck>
{
    /// <param name="Model">The policy before the training.</param>
    public sealed record In(InputFiles Model, Artifact<PromptList> Prompts, RewardInput Reward, RewardCheckSettings Settings, ScoreUse Use,
        SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => compute.Computed(RewardCheckNotes.StageName, 1, trainer);

    protected override async Task<RewardCheck> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var prompts = (await stage.ReadAsync(input.Prompts, cancel)).Prompts;
        using var standing = StandingPolicy.Open(input.Model.CheckedPath(), input.Format, compute, trainer, stage.Seed);
        var policy = standing.Policy;
        using var reward = input.Reward.Open(input.Format, policy.Tokenizer);
        IReadOnlyList<CheckedAnswer> answers = [];
        await PpoSettings.Names.RunAsync(async () => answers = await RewardCheckRun.AnswersAsync(policy, reward, prompts, input.Settings, input.Sampling,
            compute.BatchSize, stage.Seed, (done, total) => stage.Progress(done, total), cancel));
        return stage.Told(answers, new RewardUse(input.Use.Options()) { LengthIsMeant = input.Reward.Source.Length is not null });
    }
}
