using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Randomness;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>Supervised fine-tuning inside a stage. It leaves the model after the last epoch and the best one by validation loss.</summary>
internal static class SftTraining
{
    public const string Best = "best";
    public const string Last = "last";

    /// <summary>Trains from the start, or from the newest checkpoint, and writes both models and metrics.jsonl into the stage's folder.</summary>
    /// <param name="policy">Is trained.</param>
    /// <param name="validation">May be empty.</param>
    /// <param name="onEpoch">Is told of every epoch, that before training included.</param>
    public static SftResult Run(
        Policy policy, IReadOnlyList<(string Question, string Answer)> training, IReadOnlyList<(string Question, string Answer)> validation, SftOptions options,
        int maxAnswerTokens, SavedType saved, ComputeSettings compute, StageContext stage, Action<SftEpoch>? onEpoch, CancellationToken cancel)
    {
        List<SftExample> Encode(IReadOnlyList<(string Question, string Answer)> rows) =>
            [.. rows.Select(r => new SftExample(policy.Format.EncodePrompt(r.Question), policy.Format.EncodeCut(r.Answer, true, maxAnswerTokens)))];

        policy.Model.GradientCheckpointing = compute.GradientCheckpointing;
        var resumed = 0;
        var best = Path.Combine(stage.CheckpointFolder, Best);
        var result = new SftRun(policy.Model, Encode(training), Encode(validation), options, Seeds.Derive(stage.Seed, "sft"))
        {
            Products = compute.Dtype,
            OnResume = (from, steps) =>
            {
                resumed = from.Step;
                stage.Tell($"Fine-tuning goes on after step {from.Step} of {steps}, where a checkpoint was made.");
            },
            OnStep = s =>
            {
                if (s.Step > resumed) stage.Progress(s.Step, s.TotalSteps, $"loss {s.Loss:0.000}");
            },
            OnEpoch = onEpoch,
            OnBest = _ => Durable.WriteFolder(best, folder =>
            {
                stage.Save(policy, Path.Combine(folder, Best), saved);   // an adapter goes beside it
                SealedFolder.Write(folder);
            }),
        }.Run(new Checkpoints(Path.Combine(stage.CheckpointFolder, "steps"), compute.EpochCheckpointSteps, compute.CheckpointsKept, compute.CheckpointSeconds)
        {
            OnDamaged = stage.Note,
        }, cancel);
        FolderCopy.CopySealed(best, stage.Folder);
        stage.Save(policy, Path.Combine(stage.Folder, Last), saved);
        foreach (var epoch in result.Epochs) stage.Metric(new SftEpochLoss(epoch.Epoch, epoch.ValidationLoss, epoch.TrainingLoss));
        if (FineTuningLook.Guessing(result.Epochs.Skip(1).Min(e => e.ValidationLoss), policy.Format.Tokenizer.VocabularySize) is { } note) stage.Note(note);
        return result;
    }
}
