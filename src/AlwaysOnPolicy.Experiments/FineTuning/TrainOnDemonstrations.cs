using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>Fine-tunes the user's model on the user's demonstrations alone.</summary>
internal sealed class TrainOnDemonstrations(ComputeSettings compute) : Stage<TrainOnDemonstrations.In, FineTunedModel>
{
    /// <param name="ValidationData">A file of its own; null cuts <paramref name="Validation"/> out of <paramref name="Data"/>.</param>
    public sealed record In(
        InputFiles Model, DataInput Data, DataInput? ValidationData, int? Validation, int? Limit, SftOptions Training, int MaxAnswerTokens,
            PromptFormatOptions Format, SavedType Saved);

    public override StageId Id => compute.Computed("train-on-demonstrations", 1);

    protected override Task<FineTunedModel> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var split = DemonstrationSplit.Read(input.Data, input.ValidationData, input.Validation, input.Limit, stage.Seed);
        foreach (var note in split.Notes) stage.Note(note);
        using var policy = stage.Load(input.Model.CheckedPath(), input.Format);
        stage.NotePrompts(policy.Format, [.. split.Training.Select(d => d.Question)], input.Format);
        SftResult? result = null;
        FineTuneSettings.Names.Run(() => result = SftTraining.Run(
            policy, DemonstrationSplit.Texts(split.Training), DemonstrationSplit.Texts(split.Validation), input.Training, input.MaxAnswerTokens, input.Saved,
                compute, stage,
            e => stage.Note(Sentence(e)), cancel));
        return Task.FromResult(new FineTunedModel(
            split.Training.Count, split.Validation.Count, [.. result!.Epochs.Select(e => new SftEpochLoss(e.Epoch, e.ValidationLoss, e.TrainingLoss))],
                result.BestEpoch));
    }

    private static string Sentence(SftEpoch epoch)
    {
        string[] losses = [.. epoch.TrainingLoss is { } training ? [$"training loss {Numbers.Score(training)}"] : Array.Empty<string>(),
            .. epoch.ValidationLoss is { } held ? [$"validation loss {Numbers.Score(held)}"] : Array.Empty<string>()];
        return $"{(epoch.Epoch == 0 ? "Before training" : $"After epoch {epoch.Epoch}")}: " +
            $"{(losses.Length == 0 ? "nothing is held out to measure on" : string.Join(", ", losses))}.";
    }
}
