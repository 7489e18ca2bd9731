using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Experiments.Loop.Settings;
using AlwaysOnPolicy.Experiments.Sources;
using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Trains the reward model from preference pairs on the SFT policy's trunk, then sets the zero and the unit of its scores.</summary>
internal sealed class TrainRewardModel(ComputeSettings compute) : Stage<TrainRewardModel.In, RewardOutput>
{
    /// <param name="ProbeAnswers">The SFT policy's answers, on which scores get mean 0 and deviation 1.</param>
    public sealed record In(
        PolicyInput Sft, Artifact<PreferenceSets> Pairs, Artifact<AnswerSet> ProbeAnswers, RewardSettings Settings, PromptFormatOptions Format,
            SavedType Saved);

    public override StageId Id => compute.Computed("reward-model", 4);

    protected override StageReach ReachOf(In input) => StageReach.Anywhere;

    protected override async Task<RewardOutput> RunAsync(In input, StageContext stage, CancellationToken cancel)
    {
        var pairs = await stage.ReadAsync(input.Pairs, cancel);
        if (pairs.HeldOut.Count == 0)
            throw new DataException("No preference pair is held out, so nothing could tell how good the reward model is. " +
                "Hold out more: miniature.held_out_pairs, or files.preferences.held_out_pairs.");
        var folder = Path.Combine(stage.Folder, RewardOutput.Model);
        var accuracy = Train(input, pairs, folder, stage, cancel);

        var answers = await stage.ReadAsync(input.ProbeAnswers, cancel);
        if (!input.Settings.Standardise) return new RewardOutput(accuracy.Right, accuracy.Total, ScoreScale.None);
        using var trained = TrunkRewardModel.Load(folder, input.Format, compute.BatchSize, type: compute.Dtype);
        var scale = RewardOutput.ScaleOf([.. await stage.ScoreAsync(trained, [.. answers.Answers.Select(a => a.ToExchange())], compute, cancel)], stage);
        TrunkRewardModel.WriteScale(folder, scale);
        return new RewardOutput(accuracy.Right, accuracy.Total, scale);
    }

    private PairAccuracy Train(In input, PreferenceSets pairs, string folder, StageContext stage, CancellationToken cancel)
    {
        using var sft = stage.Load(input.Sft.FolderIn(stage), input.Format);
        var format = sft.Format;
        var maxTokens = input.Settings.MaxAnswerTokens;
        List<PreferenceExample> Encode(IReadOnlyList<PreferencePair> rows) =>
        [
            .. rows.Select(p => new PreferenceExample(format.EncodePrompt(p.Question),
                format.EncodeCut(p.Chosen, p.ChosenEnded, maxTokens), format.EncodeCut(p.Rejected, p.RejectedEnded, maxTokens), p.Margin)),
        ];

        stage.NotePrompts(format, [.. pairs.Training.Select(p => p.Question), .. pairs.HeldOut.Select(p => p.Question)], input.Format);
        using var network = RewardStart.FromPolicy(sft.Model, Seeds.Derive(stage.Seed, "reward head"));
        network.Trunk.GradientCheckpointing = compute.GradientCheckpointing;
        var (training, heldOut) = (EncodedAnswers.Distinct(Encode(pairs.Training), "training pairs", stage.Note),
            EncodedAnswers.Distinct(Encode(pairs.HeldOut), "held-out pairs", stage.Note));
        var resumed = 0;
        var result = new RewardRun(network, training, heldOut, input.Settings.Training, Seeds.Derive(stage.Seed, "reward training"))
        {
            Products = compute.Dtype,
            OnResume = (from, steps) =>
            {
                resumed = from.Step;
                stage.Tell($"Reward training goes on after step {from.Step} of {steps}, where a checkpoint was made.");
            },
            OnStep = s =>
            {
                if (s.Step > resumed) stage.Progress(s.Step, s.TotalSteps, $"loss {s.Loss:0.000}");
            },
        }.Run(new Checkpoints(stage.CheckpointFolder, compute.EpochCheckpointSteps, compute.CheckpointsKept, compute.CheckpointSeconds)
        {
            OnDamaged = stage.Note,
        }, cancel);
        ModelFolder.SaveReward(network, folder, sft.Tokenizer, sft.Defaults, input.Saved);
        TrunkRewardModel.WriteForm(folder, input.Format);
        TrainedQuestions.Of([], [.. pairs.Training.Select(p => p.Question)]).Write(folder);
        return result.HeldOut[^1];
    }
}
