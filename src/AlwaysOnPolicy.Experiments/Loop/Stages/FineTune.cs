using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Supervised fine-tuning on the demonstrations. Writes the model after the last epoch and the best one by validation loss.</summary>
public sealed class FineTune(ComputeSettings compute) : Stage<FineTune.In, FineTunedModels>
{
    public const string Best = "best";
    public const string Last = "last";

    public sealed record In(PolicyInput Base, Artifact<ExperimentData> Data, SftOptions Training, int MaxAnswerTokens, PromptFormatOptions Format, SavedType Saved);

    /// <summary>A line of metrics.jsonl.</summary>
    /// <param name="Epoch">0 is before training.</param>
    public sealed record EpochLoss(int Epoch, double ValidationLoss, double? TrainingLoss);

    public override StageId Id => new("sft", 3);

    protected override async Task<FineTunedModels> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var data = await stage.ReadAsync(input.Data, cancel);
        using var policy = stage.Load(input.Base, input.Format);

        List<SftExample> Encode(IReadOnlyList<Demonstration> rows) =>
            [.. rows.Select(r => new SftExample(policy.Format.EncodePrompt(r.Question), policy.Format.EncodeCut(r.Answer, true, input.MaxAnswerTokens)))];

        stage.NotePrompts(policy.Format, [.. data.Demonstrations.Select(d => d.Question)], input.Format);
        var best = Path.Combine(stage.CheckpointFolder, Best);
        var result = new SftRun(policy.Model, Encode(data.Demonstrations), Encode(data.ValidationDemonstrations), input.Training, Seeds.Derive(stage.Seed, "sft"))
        {
            OnResume = (from, steps) => stage.Note($"Fine-tuning goes on after step {from.Step} of {steps}, where a checkpoint was made."),
            OnStep = s => stage.Progress(s.Step, s.TotalSteps, $"loss {s.Loss:0.000}"),
            OnBest = _ => Durable.WriteFolder(best, folder => stage.Save(policy, Path.Combine(folder, Best), input.Saved)),   // an adapter goes beside it
        }.Run(new Checkpoints(Path.Combine(stage.CheckpointFolder, "steps"), compute.EpochCheckpointSteps, compute.CheckpointsKept), cancel);
        FolderCopy.Copy(best, stage.Folder);
        stage.Save(policy, Path.Combine(stage.Folder, Last), input.Saved);
        for (var epoch = 0; epoch < result.ValidationLosses.Count; epoch++)
            stage.Metric(new EpochLoss(epoch, result.ValidationLosses[epoch], epoch == 0 ? null : result.TrainingLosses[epoch - 1]));
        return new FineTunedModels(Best, Last);
    }
}
