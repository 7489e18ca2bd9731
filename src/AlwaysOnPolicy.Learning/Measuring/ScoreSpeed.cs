using AlwaysOnPolicy.Learning.RewardTraining;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Measuring;

/// <summary>The scoring of 16 answers by a reward model on a decoder's trunk.</summary>
public static class ScoreSpeed
{
    /// <summary>Has the model score answers, and measures it.</summary>
    /// <exception cref="SettingsException">The options contradict each other, or the model's positions.</exception>
    /// <exception cref="CheckpointException">The model's folder cannot be read.</exception>
    public static SpeedLine Run(SpeedOptions options, CancellationToken cancel = default)
    {
        SpeedRun.Prepare(options);
        using var network = Open(options);
        options.Check(network.MaxTokens);
        var lengths = SpeedWork.Lengths(options, SpeedWork.Prompts);
        int[] whole = [.. lengths.Select(n => n + SpeedWork.NewTokens)];
        var rows = SpeedWork.Rows(whole, network.VocabularySize);
        var width = options.Padding == 0 ? 0 : options.Padding + SpeedWork.NewTokens;
        var sizes = CausalSizes.Of(network.Trunk);

        return SpeedRun.Of("score", options, sizes, lengths, Arithmetic.Forward(sizes, whole, predicted: 0), (_, times) =>
        {
            using var inference = inference_mode();
            using var scope = NewDisposeScope();
            times.Time("step", () =>
            {
                var (ids, mask) = PaddedRows.Right(rows, leastWidth: width);
                network.Rewards(ids, mask).data<float>().ToArray();
            });
        }, (line, times) => line with { StepS = times["step"] }, cancel);
    }

    private static RewardNetwork Open(SpeedOptions options) =>
        !SpeedModel.Names.Contains(options.Model) && ModelFolder.HoldsReward(options.Model)
            ? ModelFolder.LoadReward(options.Model, products: options.Dtype)
            : RewardStart.On(SpeedModel.Open(options), SpeedWork.Seed);
}
