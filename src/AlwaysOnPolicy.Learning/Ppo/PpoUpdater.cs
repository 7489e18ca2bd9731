using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Learns from one mini-batch at a time: losses, backward pass, optimizer.</summary>
internal sealed class PpoUpdater(ITrainerBackend backend, PpoOptions options)
{
    private bool HasCritic => options.Advantages == AdvantageEstimator.Gae;

    private bool Trl => options.Compatibility == PpoCompatibility.Trl;

    /// <param name="rows">Rollouts of the mini-batch.</param>
    /// <param name="number">Updates of this step before this one.</param>
    /// <param name="pace">How fast, and whether the value head alone.</param>
    /// <param name="tokens">Takes in what is told of each token.</param>
    public PpoUpdate Run(PpoTensors step, int epoch, int[] rows, int number, PpoPace pace, PpoTokenLists tokens)
    {
        using var scope = NewDisposeScope();
        var index = tensor(rows.Select(r => (long)r).ToArray());
        var part = step.Batch.Select(index);
        var mask = part.Mask;
        var goal = PpoGoal.Of(step, index, pace.ValueHeadOnly);
        var (old, advantages, returns) = (goal.Logprobs, goal.Advantages, goal.Returns);

        var pass = backend.Forward(part, goal);
        var (logprobs, values) = (pass.Logprobs, pass.Values);
        var ratio = (logprobs - old).exp();
        var (policyLoss, policyClipped) = PolicyLoss(ratio, advantages, mask, options.ClipRange);
        var entropy = pass.Entropies.mean();
        var critic = HasCritic ? Critic(values!, goal.Values, returns, mask) : new() { ["loss/value"] = zeros([]) };
        var objective = policyLoss;
        if (options.EntropyCoef > 0) objective -= options.EntropyCoef * entropy;
        if (options.Advantages == AdvantageEstimator.Grpo)
            objective += step.KlCoef * MaskedMean(TokenKl(logprobs, step.RefLogprobs.index_select(0, index), KlPenalty.K3), mask);
        var loss = pace.ValueHeadOnly ? options.VfCoef * critic["loss/value"] : objective + (options.VfCoef * critic["loss/value"]);

        double ratioMean = MaskedMean(ratio, mask).item<float>();
        var skipped = Trl
            ? ratioMean > options.RatioThreshold
            : !(ratioMean <= options.RatioThreshold) || !double.IsFinite(loss.item<float>());   // NaN is above no threshold, and must not teach
        if (skipped && Trl)                                                                      // Adam's momentum still moves the weights there
        {
            (policyLoss, loss) = (policyLoss * 0, loss * 0);
            critic["loss/value"] *= 0;
        }
        var norm = Learn(skipped && !Trl ? null : loss, pass, number, pace.RateFactor);
        if (norm is { } n && !Trl && !double.IsFinite(n)) skipped = true;

        using var noGrad = no_grad();
        tokens.Add(ratio, advantages, mask);
        var scalars = new Dictionary<string, Tensor>(critic)
        {
            ["loss/policy"] = policyLoss,
            ["loss/total"] = loss,
            ["policy/entropy"] = entropy,
            ["policy/approxkl"] = 0.5 * MaskedMean((logprobs - old).square(), mask),
            ["policy/policykl"] = MaskedMean(old - logprobs, mask),
            ["policy/clipfrac"] = policyClipped,
            ["policy/advantages_mean"] = MaskedMean(advantages, mask),
            ["policy/ratio"] = MaskedMean(ratio, mask),
            ["returns/mean"] = MaskedMean(returns, mask),
            ["returns/var"] = MaskedVariance(returns, mask),
        };
        return new PpoUpdate(epoch + 1, rows, ratioMean, skipped, PpoStats.OfUpdate(scalars), norm);
    }

    private Dictionary<string, Tensor> Critic(Tensor values, Tensor before, Tensor returns, Tensor mask)
    {
        var (loss, clipped) = ValueLoss(values, before, returns, mask, options.ClipRangeValue);
        using var noGrad = no_grad();
        return new()
        {
            ["loss/value"] = loss,
            ["val/vpred"] = MaskedMean(values, mask),
            ["val/error"] = MaskedMean((values - returns).square(), mask),
            ["val/clipfrac"] = clipped,
            ["val/mean"] = MaskedMean(before, mask),
            ["val/var"] = MaskedVariance(before, mask),
        };
    }

    /// <summary>Backward pass, and the optimizer's step where the accumulation is complete.</summary>
    /// <param name="loss">Null where the mini-batch is skipped.</param>
    /// <param name="pass">What it was made of.</param>
    /// <returns>The gradient's norm before clipping, or null where there was nothing to step on. Not finite: no step was made.</returns>
    private double? Learn(Tensor? loss, IPpoPass pass, int number, double rateFactor)
    {
        if (loss is not null) pass.Backward(loss, options.GradientAccumulationSteps);
        return (number + 1) % options.GradientAccumulationSteps == 0 ? backend.Step(rateFactor) : null;
    }
}
