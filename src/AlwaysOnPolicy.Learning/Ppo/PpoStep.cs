namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What one PPO step did.</summary>
public sealed record PpoStep
{
    /// <summary>Scalars under TRL's keys: objective/kl, ppo/loss/policy, … Means over mini-batches are not weighted by tokens.</summary>
    public required IReadOnlyDictionary<string, double> Stats { get; init; }

    /// <summary>Lists under TRL's keys: objective/kl_dist, env/reward_dist, tokens/queries_dist, tokens/responses_dist.</summary>
    public required IReadOnlyDictionary<string, double[]> Distributions { get; init; }

    /// <summary>One a mini-batch, in the order in which they ran.</summary>
    public required IReadOnlyList<PpoUpdate> Updates { get; init; }

    /// <summary>Scores after scaling, centring and cutting.</summary>
    public required IReadOnlyList<double> ScoresUsed { get; init; }
    public required double KlCoefBefore { get; init; }
    public required double KlCoefAfter { get; init; }

    /// <summary>Epochs that ran: fewer than asked when early stopping ended them.</summary>
    public required int EpochsRun { get; init; }

    /// <summary>Mini-batches that taught nothing: ratio above the threshold, or a loss or ratio that is not finite.</summary>
    public int SkippedUpdates => Updates.Count(u => u.Skipped);
}

/// <summary>One mini-batch.</summary>
/// <param name="Rows">Which rollouts of the batch.</param>
/// <param name="RatioMean">Masked mean of the probability ratio: what is compared with the threshold.</param>
/// <param name="Stats">Losses and statistics under TRL's keys, without the leading "ppo/".</param>
/// <param name="GradientNorm">Before clipping, of what the optimizer steps on; null where no step was made.</param>
public sealed record PpoUpdate(int Epoch, IReadOnlyList<int> Rows, double RatioMean, bool Skipped, IReadOnlyDictionary<string, double> Stats, double? GradientNorm);

/// <summary>Per-token tensors of a step, for whoever compares them: [B][L − 1].</summary>
internal sealed record PpoTokens(
    TorchSharp.torch.Tensor Mask, TorchSharp.torch.Tensor Logprobs, TorchSharp.torch.Tensor RefLogprobs, TorchSharp.torch.Tensor Values,
    TorchSharp.torch.Tensor Kl, TorchSharp.torch.Tensor Rewards, TorchSharp.torch.Tensor RawAdvantages, TorchSharp.torch.Tensor Advantages,
    TorchSharp.torch.Tensor Returns);
