using AlwaysOnPolicy.Models.Architectures;
using AlwaysOnPolicy.Models.Checkpoints;
using AlwaysOnPolicy.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>What a reward training begins with.</summary>
public static class RewardStart
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
}
