using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Learning.Training;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>Teaches a reward network which of two responses people prefer.</summary>
/// <param name="model">Is trained in place; <see cref="RewardStart"/> makes one.</param>
/// <param name="heldOut">May be empty.</param>
/// <param name="seed">Draws the order of the pairs, anew for each epoch.</param>
public sealed class RewardRun(
    ScalarNetwork model, IReadOnlyList<PreferenceExample> train, IReadOnlyList<PreferenceExample> heldOut, RewardOptions options, ulong seed)
    : EpochRun<PreferenceExample, RewardEpoch, RewardResult>(model, train, e => e.Length, options, seed)
{
    private protected override (string, string, string) Names => ("Reward training", "reward order", "reward");

    private protected override object Identity => new { Seed, options, Train, heldOut };

    private protected override void Check()
    {
        if (Train.Count == 0) throw new DataException("There are no preference pairs to train the reward model on.");
        if (options.LanguageModelWeight != 0 && model is not RewardNetwork)
            throw new SettingsException(
                $"RewardOptions.LanguageModelWeight is {options.LanguageModelWeight}, but this model is no decoder and predicts no token: set it to 0.");
        if (Products != ComputeType.Float32 && model is not RewardNetwork)
            throw new SettingsException("bfloat16 is built for decoders; this model is none: train it in float32.");
        Check("Preference pair", Train);
        Check("Held-out pair", heldOut);
    }

    private protected override AdamW Begin()
    {
        (model as RewardNetwork)?.Trunk.MultiplyIn(Products);
        return AdamW.For(model, options.LearningRate, options.WeightDecay);
    }

    private protected override (double, double, double) Step(PreferenceExample[][] batches, Updates updates)
    {
        var done = new RewardTrainer(model, updates, options).Step(batches);
        return (done.Loss, done.LearningRate, done.GradientNorm);
    }

    private protected override RewardEpoch Measure(int epoch, double? trainingLoss, CancellationToken cancel) =>
        new(epoch, trainingLoss, heldOut.Count > 0 ? PairAccuracy.Measure(model, heldOut, options.EvaluationBatchSize, cancel) : null);

    private protected override RewardResult Result(int steps, IReadOnlyList<RewardEpoch> epochs) => new(steps, epochs);

    private protected override int BestEpoch(IReadOnlyList<RewardEpoch> epochs) => Result(0, epochs).BestEpoch;

    private void Check(string what, IReadOnlyList<PreferenceExample> pairs)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            TokenRows.Check(model.MaxTokens, model.VocabularySize, what, i, pairs[i].Prompt, pairs[i].Chosen);
            TokenRows.Check(model.MaxTokens, model.VocabularySize, what, i, pairs[i].Prompt, pairs[i].Rejected);
        }
    }
}
