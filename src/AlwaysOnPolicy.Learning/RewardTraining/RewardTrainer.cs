using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Models.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>Teaches a reward network which of two responses people prefer.</summary>
public static class RewardTrainer
{
    /// <summary>A reward network on a copy of a causal model, usually the fine-tuned policy, with a head drawn from N(0, 0.02²).</summary>
    public static RewardNetwork FromPolicy(CausalModel policy, ulong seed) => On(policy.Copy(), seed);

    /// <summary>A reward network on a causal model, which becomes its own, with a head drawn from N(0, 0.02²).</summary>
    public static RewardNetwork On(CausalModel trunk, ulong seed)
    {
        var network = new RewardNetwork(trunk);
        var random = SeededRandom.For(seed, "reward head");
        var head = Enumerable.Range(0, trunk.HiddenSize).Select(_ => (float)(0.02 * random.NextGaussian())).ToArray();
        using var noGrad = no_grad();
        using var values = tensor(head, 1, trunk.HiddenSize);
        network.ScoreWeight.copy_(values);
        return network;
    }

    /// <summary>A network to train: that of the folder where it is a reward model, else a new head on its language model or encoder.</summary>
    /// <param name="seed">Of the new head.</param>
    /// <exception cref="CheckpointException">The folder is none of these, or its files are missing or damaged.</exception>
    public static ScalarNetwork Open(string folder, ulong seed)
    {
        if (EncoderFolder.IsOne(folder)) return EncoderFolder.Load(folder, seed);
        return ModelFolder.HoldsReward(folder) ? ModelFolder.LoadReward(folder) : On(ModelFolder.LoadCausal(folder), seed);
    }

    /// <summary>Trains the network in place, without checkpoints; <see cref="RewardRun"/> is the same with more to hold on to.</summary>
    /// <param name="heldOut">May be empty.</param>
    /// <param name="seed">Draws the order of the pairs, anew for each epoch.</param>
    /// <param name="progress">Called after each optimizer step.</param>
    /// <exception cref="DataException">An example is empty, too long or of another tokenizer, or there is none.</exception>
    /// <exception cref="TrainingException">The loss or a gradient is not finite.</exception>
    /// <exception cref="OperationCanceledException">Between two steps; the weights are those of the last step.</exception>
    public static RewardResult Train(
        ScalarNetwork model, IReadOnlyList<PreferenceExample> train, IReadOnlyList<PreferenceExample> heldOut, RewardOptions options,
        ulong seed, Action<TrainingProgress>? progress = null, CancellationToken cancel = default) =>
        new RewardRun(model, train, heldOut, options, seed) { OnStep = progress }.Run(null, cancel);

    /// <summary>How often the network prefers what people preferred.</summary>
    /// <param name="batchSize">Pairs a forward pass; they are sorted by length, so that little is padding.</param>
    public static PairAccuracy Evaluate(
        ScalarNetwork model, IReadOnlyList<PreferenceExample> pairs, int batchSize = 32, CancellationToken cancel = default)
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
    internal static int Length(PreferenceExample e) => e.Prompt.Length + Math.Max(e.Chosen.Length, e.Rejected.Length);

    internal static void Check(ScalarNetwork model, string what, IReadOnlyList<PreferenceExample> pairs)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            TokenRows.Check(model.MaxTokens, model.VocabularySize, what, i, pairs[i].Prompt, pairs[i].Chosen);
            TokenRows.Check(model.MaxTokens, model.VocabularySize, what, i, pairs[i].Prompt, pairs[i].Rejected);
        }
    }
}
