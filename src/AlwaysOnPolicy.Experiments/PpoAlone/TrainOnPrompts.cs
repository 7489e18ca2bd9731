using System.Globalization;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>PPO alone: one iteration on the user's model, reward and prompts.</summary>
internal sealed class TrainOnPrompts(ComputeSettings compute, TrainerSettings trainer) : Stage<TrainOnPrompts.In, PolicyOutput>
{
    /// <param name="Reference">KL is measured against it; null takes <paramref name="Model"/>.</param>
    /// <param name="Shorter">One to go on from. It changes nothing of the result: its steps are this training's first.</param>
    public sealed record In(
        InputFiles Model, InputFiles? Reference, Artifact<PromptList> Prompts, RewardInput Reward, int? Steps, int Passes,
        PpoOptions Ppo, SamplingOptions Sampling, PromptFormatOptions Format, SavedType Saved,
        [property: NotInKey] ShorterTraining? Shorter = null);

    public override StageId Id => compute.Drawn("ppo-alone", 3, trainer);

    protected override async Task<PolicyOutput> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var prompts = (await stage.ReadAsync(input.Prompts, cancel)).Prompts;
        var model = input.Model.CheckedPath();
        using var reward = input.Reward.Open(input.Format, ModelFolder.LoadTokenizer(model));
        var lengthMatters = new LinearSchedule(input.Ppo.WarmupSteps, 1, input.Ppo.FinalFraction).NeedsLength;
        if (lengthMatters && input.Shorter is { } shorter)
            stage.Note(string.Create(CultureInfo.InvariantCulture, $"The training of {shorter.Steps} steps that is there cannot be gone on from: with " +
                $"ppo.final_fraction at {input.Ppo.FinalFraction} the learning rate of every step depends on their number. It begins anew."));
        return await PpoTraining.RunAsync(
            new PpoTask(prompts, input.Steps, input.Passes, Iteration: 1, EarlierState: null, KeepState: false, input.Ppo, input.Sampling, input.Format,
                input.Saved, PpoSettings.Names,
                lengthMatters ? null : input.Shorter?.End, KeepEnd: !lengthMatters)
            { Server = trainer.Server },
            compute, model, input.Reference?.CheckedPath() ?? model, reward, stage, cancel);
    }

    /// <exception cref="SettingsException">The prompts are too few to fill one batch.</exception>
    internal static void RequireBatch(PpoSettings settings, int prompts)
    {
        if (prompts == 0) throw new SettingsException("No prompt is left to train on: give more, or keep fewer from the training (samples.held_out).");
        if (settings.Steps is not null || prompts * settings.Passes * settings.Ppo.AnswersPerPrompt >= settings.Ppo.BatchSize) return;
        throw new SettingsException(
            $"{prompts} prompts, {settings.Passes} passes and {settings.Ppo.AnswersPerPrompt} answers to each fill no batch of {settings.Ppo.BatchSize} " +
            "(ppo.batch_size): " +
            "give more prompts or passes, keep fewer from the training (samples.held_out), name a number of steps, or make the batch smaller.");
    }
}
