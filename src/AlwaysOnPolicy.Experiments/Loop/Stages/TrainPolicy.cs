using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>One iteration of PPO: the policy answers its prompts, the reward model scores them, the policy learns. rollouts.jsonl has the reward of every
/// answer.</summary>
internal sealed class TrainPolicy(ComputeSettings compute) : Stage<TrainPolicy.In, PolicyOutput>
{
    /// <param name="Policy">The policy as the iteration before left it; the SFT policy in the first.</param>
    /// <param name="Reference">The SFT policy, against which KL is measured.</param>
    /// <param name="Skip">Prompts of the set that belong to earlier iterations.</param>
    /// <param name="Take">Prompts of this iteration.</param>
    /// <param name="UseGated">Whether the policy is the one that answered the prompts for the gate which kept them.</param>
    public sealed record In(
        RunPolicy Policy, RunPolicy Reference, LoopReward Reward, Artifact<PromptSet> Prompts, int Skip, int Take,
        int Iteration, int Passes, bool CarryTrainerState, PpoOptions Ppo, SamplingOptions Sampling, PromptFormatOptions Format, SavedType Saved,
        bool UseGated);

    public override StageId Id => compute.Drawn("ppo", 4);

    protected override StageReach ReachOf(In input) => compute.Rollouts is null ? StageReach.Anywhere : StageReach.Here;

    protected override async Task<PolicyOutput> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        Question[] prompts = [.. (await stage.ReadAsync(input.Prompts, cancel)).Prompts.Skip(input.Skip).Take(input.Take)];
        if (input.Skip > 0 && prompts.Length < input.Take) throw TooFew(input, prompts.Length);
        var start = input.Policy.FolderIn(stage);
        var earlierState = input.CarryTrainerState ? Path.Combine(Path.GetDirectoryName(start)!, PpoTraining.TrainerName) : null;
        var reference = input.Reference.FolderIn(stage);
        using var reward = await input.Reward.LoadAsync(stage, input.Format, compute, cancel);
        using var rollouts = new PromptRollouts(stage.Folder);
        return await PpoTraining.RunAsync(
            new PpoTask(prompts, null, input.Passes, input.Iteration, earlierState, KeepState: true, input.Ppo, input.Sampling, input.Format, input.Saved,
                ExperimentSettings.Names)
            { Known = input.UseGated ? GatedAnswers.Read(stage.FolderOf(input.Prompts)) : null, OnStep = rollouts.Append },
            compute, start, reference, reward, stage, cancel);
    }

    private static AuthorException TooFew(In input, int left) => new(
        $"Iteration {input.Iteration} needs {input.Take} prompts and {left} are left after those of the iterations before: give more questions, " +
        "or lower loop.author_calls, loop.prompts_per_call or loop.iterations.");
}
