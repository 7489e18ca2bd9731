using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Adapters;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Prompts;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>One iteration of PPO: the policy answers its prompts, the reward model scores them, the policy learns. rollouts.jsonl has the reward of every answer.</summary>
public sealed class TrainPolicy(ComputeSettings compute) : Stage<TrainPolicy.In, PolicyOutput>
{
    public const string ModelName = "model";
    private const string AverageName = "ema";
    private const string TrainerName = "trainer";

    /// <param name="Policy">The policy as the iteration before left it; the SFT policy in the first.</param>
    /// <param name="Reference">The SFT policy, against which KL is measured.</param>
    /// <param name="Skip">Prompts of the set that belong to earlier iterations.</param>
    /// <param name="Take">Prompts of this iteration.</param>
    public sealed record In(
        RunPolicy Policy, RunPolicy Reference, RunReward Reward, Artifact<PromptSet> Prompts, int Skip, int Take,
        int Iteration, int Passes, bool CarryTrainerState, PpoOptions Ppo, SamplingOptions Sampling, PromptFormatOptions Format);

    public override StageId Id => new("ppo", 3);

    protected override async Task<PolicyOutput> RunAsync(In input, StageContext run, CancellationToken cancel)
    {
        Prompt[] prompts = [.. (await run.ReadAsync(input.Prompts, cancel)).Prompts.Skip(input.Skip).Take(input.Take)];
        if (input.Skip > 0 && prompts.Length < input.Take) throw TooFew(input, prompts.Length);
        var start = input.Policy.FolderIn(run);
        var earlierState = input.CarryTrainerState ? Path.Combine(Path.GetDirectoryName(start)!, TrainerName) : null;
        var reference = input.Reference.FolderIn(run);
        using var reward = await input.Reward.LoadAsync(run, input.Format, compute.BatchSize, cancel);
        var (output, rollouts) = Train(
            new PpoTask([.. prompts.Select(p => p.Text)], null, input.Passes, input.Iteration, earlierState, KeepState: true, input.Ppo, input.Sampling, input.Format),
            compute, start, reference, reward, run, cancel);
        PromptRollouts.Write(run.Folder, prompts, rollouts);
        return output;
    }

    private static AuthorException TooFew(In input, int left) => new(
        $"Iteration {input.Iteration} needs {input.Take} prompts and {left} are left after those of the iterations before: give more questions, " +
        "or lower loop.author_calls, loop.prompts_per_call or loop.iterations.");

    /// <summary>Trains from the start, or from the newest checkpoint, and writes the policy into the stage's folder.</summary>
    /// <param name="start">Folder of the policy to begin with.</param>
    /// <param name="reference">Folder of the model against which KL is measured.</param>
    /// <returns>Where the policy is, and the rollouts in their order.</returns>
    internal static (PolicyOutput Output, IReadOnlyList<PpoRollout> Rollouts) Train(
        PpoTask input, ComputeSettings compute, string start, string reference, IRewardModel reward, StageContext run, CancellationToken cancel)
    {
        using var policy = LoadPolicy(input, start, reference, run);
        using var referencePolicy = policy.Model.Adapter is null ? Policy.Load(reference, input.Format) : null;
        using var head = ModelFolder.LoadOrNewValueHead(start, policy.Model.HiddenSize);
        using var trainer = new PpoTrainer(policy.Model, head, referencePolicy?.Model, input.Ppo, policy.PadId);
        if (Directory.Exists(input.EarlierState)) trainer.LoadState(input.EarlierState);

        var options = new PpoRunOptions { Sampling = input.Sampling, Passes = input.Passes, Steps = input.Steps, BatchSize = input.Ppo.BatchSize };
        var watch = new PpoWatch(input.Ppo, input.Sampling);
        var iteration = new PpoRun(policy, reward, input.Prompts, trainer, options, Seeds.Derive(run.Seed, "ppo", input.Iteration))
        {
            OnResume = (from, steps) => run.Note($"PPO goes on after step {from.Step} of {steps}, where a checkpoint was made."),
            OnStep = step =>
            {
                run.Metric(step);
                run.Times(step.Times);
                foreach (var warning in watch.Look(step)) run.Note(YamlNames.Of(warning));
                run.Progress(step.Step, step.TotalSteps, $"reward {step.Stats["env/reward_mean"]:0.00}  kl {step.Stats["objective/kl"]:0.00}");
            },
        };
        PpoRollout[] rollouts = [];
        YamlNames.Run(() => rollouts =
            [.. iteration.Run(new Checkpoints(run.CheckpointFolder, compute.CheckpointSteps, compute.CheckpointsKept), cancel).Records.SelectMany(r => r.Rollouts)]);
        var tokens = rollouts.Sum(r => r.Tokens);
        run.Count(Work.TokensGenerated, tokens);
        run.Count(Work.TokensTrained, (long)tokens * input.Ppo.PpoEpochs);
        run.Count(Work.AnswersScored, rollouts.Length);

        var averages = input.Ppo.EmaDecay > 0;
        Save(ModelName, averaged: averages && input.Ppo.EmaUse == EmaUse.Output);
        if (averages && input.Ppo.EmaUse == EmaUse.Beside) Save(AverageName, averaged: true);
        if (input.KeepState) trainer.SaveState(Path.Combine(run.Folder, TrainerName));
        return (new PolicyOutput(ModelName), rollouts);

        void Save(string name, bool averaged)
        {
            using var average = averaged ? trainer.UseAverage() : null;
            policy.Save(Path.Combine(run.Folder, name), head);
        }
    }

    /// <summary>With LoRA the policy is the reference with an adapter: the one that the iteration before left, or in the first a new one.</summary>
    private static Policy LoadPolicy(PpoTask input, string start, string reference, StageContext run)
    {
        if (input.Ppo.Lora is not { } lora) return run.Load(start, input.Format);
        var policy = run.Load(reference, input.Format);
        if (start == reference) LoraAdapter.Attach(policy.Model, lora, Seeds.Derive(run.Seed, "lora"));
        else AdapterFolder.Attach(policy.Model, PolicyArtifacts.AdapterBeside(start));
        return policy;
    }
}

/// <summary>One iteration of PPO, whoever asks for it.</summary>
/// <param name="Steps">In place of <paramref name="Passes"/>; null goes by passes.</param>
/// <param name="Iteration">Its number: random numbers derive from it.</param>
/// <param name="EarlierState">Folder of the trainer's state to go on with; where it is null or not there, the trainer begins anew.</param>
/// <param name="KeepState">Whether the trainer's state is written for an iteration that follows.</param>
internal sealed record PpoTask(
    IReadOnlyList<string> Prompts, int? Steps, int Passes, int Iteration, string? EarlierState, bool KeepState, PpoOptions Ppo, SamplingOptions Sampling,
    PromptFormatOptions Format);
