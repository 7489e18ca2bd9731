using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Experiments.Running;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Checkpoints;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Randomness;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Stages;

/// <summary>One iteration of PPO: the policy answers its prompts, the reward model scores them, the policy learns.</summary>
public sealed class TrainPolicy(ComputeSettings compute) : Stage<TrainPolicy.In, PolicyOutput>
{
    private const string ModelName = "model";
    private const string TrainerName = "trainer";

    /// <param name="Policy">The policy as the iteration before left it; the SFT policy in the first.</param>
    /// <param name="Reference">The SFT policy, against which KL is measured.</param>
    /// <param name="Skip">Prompts of the set that belong to earlier iterations.</param>
    /// <param name="Take">Prompts of this iteration.</param>
    public sealed record In(
        Artifact<PolicyOutput> Policy, Artifact<PolicyOutput> Reference, Artifact<RewardOutput> Reward, Artifact<PromptSet> Prompts, int Skip, int Take,
        int Iteration, int Passes, bool CarryTrainerState, PpoOptions Ppo, SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => new("ppo", 2);

    protected override async Task<PolicyOutput> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        var prompts = (await run.ReadAsync(input.Prompts, cancel)).Prompts.Skip(input.Skip).Take(input.Take).Select(p => p.Text).ToArray();
        var start = await run.ModelFolderAsync(input.Policy, cancel);
        using var reference = await run.LoadAsync(input.Reference, input.Format, cancel);
        using var reward = run.LoadReward(input.Reward, input.Format, compute.BatchSize);
        Train(input, prompts, start, reference, reward, run, cancel);
        return new PolicyOutput(ModelName);
    }

    private void Train(
        In input, string[] prompts, string start, Policy reference, Models.Rewards.IRewardModel reward, StageContext run, CancellationToken cancel)
    {
        var checkpoints = new PpoCheckpoints(run.CheckpointFolder, compute.CheckpointSteps, compute.CheckpointsKept);
        var from = checkpoints.FindLatest();
        var folder = from?.ModelFolder ?? start;

        using var policy = Policy.Load(folder, input.Format);
        using var head = ModelFolder.LoadOrNewValueHead(folder, policy.Model.HiddenSize);
        using var trainer = new PpoTrainer(policy.Model, head, reference.Model, input.Ppo, policy.PadId);
        var earlierState = Path.Combine(Path.GetDirectoryName(start)!, TrainerName);
        if (from is not null) trainer.LoadState(from.TrainerFolder);
        else if (input.CarryTrainerState && Directory.Exists(earlierState)) trainer.LoadState(earlierState);

        var options = new PpoRunOptions { Sampling = input.Sampling, Passes = input.Passes, BatchSize = input.Ppo.BatchSize };
        var iteration = new PpoRun(policy, reward, prompts, trainer, options, Seeds.Derive(run.Seed, "ppo", input.Iteration));
        if (from is not null) run.Note($"PPO goes on after step {from.Step} of {iteration.TotalSteps}, where a checkpoint was made.");
        var watch = new PpoWatch(input.Ppo);
        iteration.Run(
            step =>
            {
                run.Metric(step);
                run.Times(step.Times);
                foreach (var warning in watch.Look(step)) run.Note(warning);
                run.Progress(step.Step, step.TotalSteps, $"reward {step.Stats["ppo/mean_scores"]:0.00}  kl {step.Stats["objective/kl"]:0.00}");
            },
            cancel, checkpoints, from);

        ModelFolder.SaveCausal(policy.Model, Path.Combine(run.Folder, ModelName), policy.Tokenizer, head, policy.Defaults);
        trainer.SaveState(Path.Combine(run.Folder, TrainerName));
    }
}
