using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.SupervisedFineTuning;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>A step of supervised fine-tuning on a batch of 8 demonstrations.</summary>
public static class SftSpeed
{
    private const int Rows = 8;
    private const double Rate = 5e-5;

    /// <summary>Takes steps of fine-tuning, and measures them.</summary>
    /// <exception cref="SettingsException">The options contradict each other, or the model's positions.</exception>
    /// <exception cref="CheckpointException">The model's folder cannot be read.</exception>
    public static SpeedLine Run(SpeedOptions options, CancellationToken cancel = default)
    {
        SpeedRun.Prepare(options);
        using var model = SpeedModel.OpenToTrain(options);
        options.Check(model.MaxPositions);
        var training = new SftOptions { LearningRate = Rate, BatchSize = Rows };
        using var optimizer = new AdamW([new([.. model.TrainedParameters], training.LearningRate, training.WeightDecay)]);
        var schedule = new LinearSchedule(0, options.Steps + 1, FinalFraction: 1);
        var trainer = new SftTrainer(model, new Updates("Supervised fine-tuning", optimizer, schedule, training.LearningRate, training.MaxGradNorm))
        {
            LeastWidth = options.Padding == 0 ? 0 : options.Padding + SpeedWork.NewTokens,
        };
        var lengths = SpeedWork.Lengths(options, Rows);
        int[] whole = [.. lengths.Select(n => n + SpeedWork.NewTokens)];
        SftExample[] batch = [.. SpeedWork.Rows(whole, model.VocabularySize).Select((row, i) => new SftExample(row[..lengths[i]], row[lengths[i]..]))];
        var sizes = CausalSizes.Of(model);
        var flop = (1 + Arithmetic.BackwardOverForward) * Arithmetic.Forward(sizes, whole, Rows * SpeedWork.NewTokens);

        return SpeedRun.Of("sft", options, sizes, lengths, flop, (_, times) =>
        {
            trainer.Phases.Clear();
            times.Time("step", () => trainer.Step([batch]));
            foreach (var (phase, seconds) in trainer.Phases.Seconds) times.Add(phase, seconds);
        }, (line, times) => line with
        {
            GradientCheckpointing = options.GradientCheckpointing,
            LoraRank = options.LoraRank,
            StepS = times["step"],
            Phases = times.Medians(["forward", "backward", "optimizer"]),
        }, cancel);
    }
}
