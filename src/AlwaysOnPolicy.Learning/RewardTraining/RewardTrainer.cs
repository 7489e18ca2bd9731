using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>Teaches a reward network which of two responses people prefer.</summary>
public static class RewardTrainer
{
    /// <summary>A reward network on a copy of a causal model, usually the fine-tuned policy, with a head drawn from N(0, 0.02²).</summary>
    public static RewardNetwork FromPolicy(CausalModel policy, ulong seed)
    {
        var network = new RewardNetwork(policy.Copy());
        var random = SeededRandom.For(seed, "reward head");
        var head = Enumerable.Range(0, policy.HiddenSize).Select(_ => (float)(0.02 * random.NextGaussian())).ToArray();
        using var noGrad = no_grad();
        using var values = tensor(head, 1, policy.HiddenSize);
        network.ScoreWeight.copy_(values);
        return network;
    }

    /// <summary>Trains the network in place.</summary>
    /// <param name="heldOut">May be empty.</param>
    /// <param name="seed">Draws the order of the pairs, anew for each epoch.</param>
    /// <param name="progress">Called after each optimizer step.</param>
    /// <exception cref="DataException">An example is empty, too long or of another tokenizer, or there is none.</exception>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    /// <exception cref="OperationCanceledException">Between two steps; the weights are those of the last step.</exception>
    public static RewardResult Train(
        RewardNetwork model, IReadOnlyList<PreferenceExample> train, IReadOnlyList<PreferenceExample> heldOut, RewardOptions options,
        ulong seed, Action<TrainingProgress>? progress = null, CancellationToken cancel = default)
    {
        if (train.Count == 0) throw new DataException("There are no preference pairs to train the reward model on.");
        Check(model.Trunk, "Preference pair", train);
        Check(model.Trunk, "Held-out pair", heldOut);

        var lengths = train.Select(Length).ToArray();
        var perEpoch = (train.Count + options.BatchSize - 1) / options.BatchSize;
        var schedule = new LinearSchedule(options.WarmupSteps, perEpoch * options.Epochs, options.FinalFraction);
        using var optimizer = AdamW.For(model, options.LearningRate, options.WeightDecay);
        var updates = new Updates("Reward training", optimizer, schedule, options.LearningRate, options.MaxGradNorm);
        var step = new RewardStep(model, updates, options);

        var losses = new List<double>();
        var accuracies = new List<PairAccuracy>();
        if (heldOut.Count > 0) accuracies.Add(Evaluate(model, heldOut, options.EvaluationBatchSize, cancel));
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var sum = 0.0;
            model.train();
            var random = SeededRandom.For(seed, "reward order", $"{epoch}");
            foreach (var batch in Batches.Epoch(lengths, options.BatchSize, options.LengthWindow, random))
            {
                cancel.ThrowIfCancellationRequested();
                var done = step.Run(Array.ConvertAll(batch, i => train[i]));
                sum += done.Loss;
                progress?.Invoke(new(updates.Count, schedule.TotalSteps, epoch, done.Loss, done.LearningRate, done.GradientNorm));
            }
            model.eval();
            losses.Add(sum / perEpoch);
            if (heldOut.Count > 0) accuracies.Add(Evaluate(model, heldOut, options.EvaluationBatchSize, cancel));
        }
        return new(updates.Count, losses, accuracies);
    }

    /// <summary>How often the network prefers what people preferred.</summary>
    /// <param name="batchSize">Pairs a forward pass; they are sorted by length, so that little is padding.</param>
    public static PairAccuracy Evaluate(
        RewardNetwork model, IReadOnlyList<PreferenceExample> pairs, int batchSize = 32, CancellationToken cancel = default)
    {
        model.eval();
        using var noGrad = no_grad();
        var right = 0L;
        foreach (var batch in pairs.OrderBy(Length).Chunk(batchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = RewardStep.Rows(batch);
            var (chosen, rejected) = RewardStep.Split(model.Rewards(rows.Ids, rows.Mask));
            right += (chosen > rejected).sum().ToInt64();
        }
        return new((int)right, pairs.Count);
    }

    /// <summary>Of the longer row.</summary>
    private static int Length(PreferenceExample e) => e.Prompt.Length + Math.Max(e.Chosen.Length, e.Rejected.Length);

    private static void Check(CausalModel model, string what, IReadOnlyList<PreferenceExample> pairs)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            TokenRows.Check(model, what, i, pairs[i].Prompt, pairs[i].Chosen);
            TokenRows.Check(model, what, i, pairs[i].Prompt, pairs[i].Rejected);
        }
    }
}
