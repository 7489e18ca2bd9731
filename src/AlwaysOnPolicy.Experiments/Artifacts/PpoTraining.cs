using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Learning.Ppo.Monitors;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>One iteration of PPO inside a stage.</summary>
internal static class PpoTraining
{
    public const string ModelName = "model";

    /// <summary>Name of the trainer's state, beside the model.</summary>
    public const string TrainerName = "trainer";

    /// <summary>Name of the state that a longer training goes on from, beside the model.</summary>
    public const string EndName = "end";

    private const string AverageName = "ema";

    /// <summary>Trains from the start, or from the newest checkpoint, and writes the policy into the stage's folder.</summary>
    /// <param name="start">Folder of the policy to begin with.</param>
    /// <param name="reference">Folder of the model against which KL is measured.</param>
    /// <returns>Where the policy is.</returns>
    public static async Task<PolicyOutput> RunAsync(
        PpoTask input, ComputeSettings compute, string start, string reference, IRewardModel reward, StageContext stage, CancellationToken cancel)
    {
        using IPolicyTraining training = input.Server is { } server
            ? new TinkerTraining(input, server, start, stage) : new LocalTraining(input, compute, start, reference, stage);
        var (policy, trainer) = (training.Policy, training.Trainer);
        stage.NotePrompts(policy.Format, [.. input.Prompts.Select(p => p.Text)], input.Format);
        if (Directory.Exists(input.EarlierState)) trainer.LoadState(input.EarlierState);

        var options = new PpoRunOptions { Sampling = input.Sampling, Passes = input.Passes, Steps = input.Steps };
        if (input.ShorterEnd is { } end && !Directory.Exists(stage.CheckpointFolder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(stage.CheckpointFolder)!);
            FolderCopy.Publish(end, stage.CheckpointFolder);
        }
        using var kept = compute.KeepRollouts ? new RolloutFile(stage.Folder, input.Iteration) : null;
        var servedFolder = Path.Combine(stage.Folder, "served");
        using var engine = compute.Rollouts is { } rollouts ? AnsweringPolicy.Training(rollouts, policy, compute, servedFolder, stage) : null;
        var differences = new DifferenceNotes(compute.Rollouts, stage.Note);
        var resumed = 0;
        var watch = new PpoWatch(input.Ppo, input.Sampling);
        var iteration = new PpoRun(policy, reward, input.Prompts, trainer, options, Seeds.Derive(stage.Seed, "ppo", input.Iteration))
        {
            Engine = engine,
            Journal = Path.Combine(stage.Folder, "rollouts.journal"),
            Known = input.Known ?? new Dictionary<string, IReadOnlyList<ScoredAnswer>>(),
            End = input.KeepEnd ? new Checkpoints(Path.Combine(stage.Folder, EndName), 0, 1) : null,
            OnResume = (from, steps) =>
            {
                resumed = from.Step;
                stage.Tell($"PPO goes on after step {from.Step} of {steps}, where a checkpoint was made.");
            },
            OnStep = step =>
            {
                stage.Metric(step);
                stage.Times(step.Times);
                kept?.Append(step);
                input.OnStep?.Invoke(step);
                Count(step.Rollouts);
                differences.Add(step);
                foreach (var warning in watch.Look(step)) stage.Note(input.Names.InYaml(warning));
                if (step.Step > resumed) stage.Progress(step.Step, step.TotalSteps, $"reward {step.RewardMean:0.00}  kl {step.Kl:0.00}");
            },
        };
        await input.Names.RunAsync(() => iteration.RunAsync(
            new Checkpoints(stage.CheckpointFolder, compute.CheckpointSteps, compute.CheckpointsKept, compute.CheckpointSeconds)
            {
                OnDamaged = stage.Note,
            }, cancel));

        differences.End();
        if (Directory.Exists(servedFolder)) Directory.Delete(servedFolder, recursive: true);
        var averages = input.Ppo.EmaDecay > 0;
        training.Save(Path.Combine(stage.Folder, ModelName), averaged: averages && input.Ppo.EmaUse == EmaUse.Output);
        if (averages && input.Ppo.EmaUse == EmaUse.Beside) training.Save(Path.Combine(stage.Folder, AverageName), averaged: true);
        if (input.KeepState) trainer.SaveState(Path.Combine(stage.Folder, TrainerName));
        return new PolicyOutput(ModelName);

        void Count(IReadOnlyList<PpoRollout> rollouts)
        {
            stage.Count(Work.TokensGenerated, rollouts.Where(r => !r.Known).Sum(r => r.Tokens));
            stage.Count(Work.TokensTrained, (long)rollouts.Sum(r => r.Tokens) * input.Ppo.PpoEpochs);
            stage.Count(Work.AnswersScored, rollouts.Count(r => !r.Known));
        }
    }
}
