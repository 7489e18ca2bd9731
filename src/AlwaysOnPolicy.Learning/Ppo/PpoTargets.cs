using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What the updates of a step aim at, per token [B, L − 1].</summary>
internal sealed record PpoTargets(Tensor Rewards, Tensor RawAdvantages, Tensor Advantages, Tensor Returns)
{
    /// <param name="rewards">Of <see cref="TokenRewards"/>.</param>
    /// <param name="groups">Which rollouts answer the same prompt.</param>
    /// <param name="values">0 outside the mask.</param>
    public static PpoTargets Of(PpoOptions options, Tensor mask, Tensor rewards, IReadOnlyList<int> groups, Tensor values) =>
        options.Advantages == AdvantageEstimator.Gae ? OfTokens(options, mask, rewards, values) : OfGroups(options, mask, rewards, groups);

    /// <summary>Penalty on every token and score on the last; with GRPO the penalty is in the loss.</summary>
    public static Tensor TokenRewards(PpoOptions options, RolloutBatch batch, IReadOnlyList<double> scores, Tensor kl, double klCoef)
    {
        using var scope = NewDisposeScope();
        var scored = tensor(scores.Select(s => (float)s).ToArray());
        var coefficient = options.Advantages == AdvantageEstimator.Grpo ? 0 : klCoef;
        return (PpoArithmetic.Rewards(kl, coefficient, scored, batch.LastTokens) * batch.Mask).MoveToOuterDisposeScope();
    }

    /// <summary>Returns are taken before the advantages are whitened.</summary>
    private static PpoTargets OfTokens(PpoOptions options, Tensor mask, Tensor rewards, Tensor values)
    {
        if (options.WhitenRewards)
        {
            rewards = PpoArithmetic.MaskedWhiten(rewards, mask, keepMean: true);
            if (options.Compatibility != PpoCompatibility.Trl) rewards *= mask;
        }
        var raw = PpoArithmetic.Advantages(rewards, values, options.Gamma, options.Lambda);
        return new PpoTargets(rewards, raw, PpoArithmetic.MaskedWhiten(raw, mask), raw + values);
    }

    /// <summary>One advantage for all tokens of an answer.</summary>
    private static PpoTargets OfGroups(PpoOptions options, Tensor mask, Tensor rewards, IReadOnlyList<int> groups)
    {
        double[] returns = [.. rewards.sum(1).data<float>().ToArray().Select(r => (double)r)];
        var advantages = options.Advantages == AdvantageEstimator.Rloo
            ? GroupAdvantages.LeaveOneOut(returns, groups)
            : GroupAdvantages.Standardised(returns, groups);
        Tensor Spread(double[] perRollout) => tensor(perRollout.Select(x => (float)x).ToArray()).unsqueeze(1) * mask;
        var spread = Spread(advantages);
        return new PpoTargets(rewards, spread, spread, Spread(returns));
    }
}
