using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Data;
using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>Trains a reward model on the user's pairs alone. Writes the model after the last epoch and the best one by held-out accuracy.</summary>
internal sealed class TrainOnPairs(ComputeSettings compute) : Stage<TrainOnPairs.In, TrainedReward>
{
    public const string Best = "best";
    public const string Last = "last";

    /// <param name="HeldOut">Files of their own; empty cuts <paramref name="HeldOutPairs"/> out of <paramref name="Pairs"/>.</param>
    public sealed record In(
        InputFiles Model, IReadOnlyList<DataInput> Pairs, IReadOnlyList<DataInput> HeldOut, int? HeldOutPairs, RewardOptions Training,
            PromptFormatOptions Format,
        int MaxAnswerTokens, SavedType Saved);

    public override StageId Id => compute.Computed("train-on-pairs", 3);

    protected override Task<TrainedReward> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var split = PairSplit.Read(input.Pairs, input.HeldOut, input.HeldOutPairs, stage.Seed);
        foreach (var note in split.Notes) stage.Note(note);
        var model = input.Model.CheckedPath();
        var tokenizer = ModelFolder.LoadTokenizer(model);
        ModelFolder.RequireFit(model, tokenizer);
        using var network = RewardStart.Open(model, Seeds.Derive(stage.Seed, "reward head"));
        if (network is RewardNetwork decoder) decoder.Trunk.GradientCheckpointing = compute.GradientCheckpointing;
        var form = PairForm.Of(network, tokenizer, ModelFolder.ReadGenerationDefaults(model), input.Format, input.MaxAnswerTokens);
        var data = TrainedQuestions.Of(input.Pairs.Select(p => p.Source.Format), [.. split.Training.Select(p => p.Question)]);

        void Save(string folder)
        {
            form.Save(folder, input.Saved);
            data.Write(folder);
        }

        foreach (var note in form.PromptNotes([.. split.Training, .. split.HeldOut])) stage.Note(note);
        var training = EncodedAnswers.Distinct(form.Encode(split.Training), "training pairs", stage.Note);
        var heldOut = EncodedAnswers.Distinct(form.Encode(split.HeldOut), "held-out pairs", stage.Note);
        var best = Path.Combine(stage.CheckpointFolder, Best);
        var epochs = new List<EpochAccuracy>();
        var resumed = 0;
        var result = new RewardRun(network, training, heldOut, input.Training, Seeds.Derive(stage.Seed, "reward training"))
        {
            Products = compute.Dtype,
            OnResume = (from, _) =>
            {
                resumed = from.Step;
                stage.Tell($"Training goes on after step {from.Step}, where a checkpoint was made.");
            },
            OnStep = s =>
            {
                stage.Metric(s);
                if (s.Step > resumed) stage.Progress(s.Step, s.TotalSteps, $"loss {s.Loss:0.000}");
            },
            OnEpoch = e =>
            {
                epochs.Add(new(e.Epoch, e.TrainingLoss, e.HeldOut!.Right, e.HeldOut.Total, Wilson.Interval(e.HeldOut.Right, e.HeldOut.Total)));
                stage.Note(epochs[^1].Sentence);
            },
            OnBest = _ => Durable.WriteFolder(best, folder =>
            {
                Save(folder);
                SealedFolder.Write(folder);
            }),
        }.Run(new Checkpoints(Path.Combine(stage.CheckpointFolder, "steps"), compute.EpochCheckpointSteps, compute.CheckpointsKept, compute.CheckpointSeconds)
        {
            OnDamaged = stage.Note,
        }, cancel);

        FolderCopy.CopySealed(best, Path.Combine(stage.Folder, Best));
        Save(Path.Combine(stage.Folder, Last));
        return Task.FromResult(new TrainedReward(training.Length, training.Count(p => p.Margin != 0), epochs, result.BestEpoch));
    }
}
