using AlwaysOnPolicy.Learning.Optimization;
using AlwaysOnPolicy.Models.Architectures;
using static AlwaysOnPolicy.Learning.Ppo.PpoArithmetic;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>Learns from one mini-batch at a time: losses, backward pass, optimizer.</summary>
internal sealed class PpoUpdater(CausalModel policy, ValueHead head, AdamW optimizer, PpoOptions options)
{
    private bool Trl => options.Compatibility == PpoCompatibility.Trl;

    /// <summary>Sees the gradients of each update as the optimizer is about to use them.</summary>
    public Action? OnGradients { get; set; }

    /// <param name="rows">Rollouts of the mini-batch.</param>
    /// <param name="number">Updates of this step before this one.</param>
    /// <param name="tokens">Takes in what is told of each token.</param>
    public PpoUpdate Run(PpoTensors step, int epoch, int[] rows, int number, PpoTokenLists tokens)
    {
        using var scope = NewDisposeScope();
        var index = tensor(rows.Select(r => (long)r).ToArray());
        var part = step.Batch.Select(index);
        var mask = part.Mask;
        var (old, valuesBefore, advantages, returns) = (step.Logprobs.index_select(0, index), step.Values.index_select(0, index),
            step.Advantages.index_select(0, index), step.Returns.index_select(0, index));

        var (logits, logprobs, values) = part.Forward(policy, head, options.LogprobTemperature);
        var ratio = (logprobs - old).exp();
        var (policyLoss, policyClipped) = PolicyLoss(ratio, advantages, mask, options.ClipRange);
        var (valueLoss, valueClipped) = ValueLoss(values!, valuesBefore, returns, mask, options.ClipRangeValue);
        var loss = policyLoss + (options.VfCoef * valueLoss);

        double ratioMean = MaskedMean(ratio, mask).item<float>();
        var skipped = Trl
            ? ratioMean > options.RatioThreshold
            : !(ratioMean <= options.RatioThreshold) || !double.IsFinite(loss.item<float>());   // NaN is above no threshold, and must not teach
        if (skipped && Trl) (policyLoss, valueLoss, loss) = (policyLoss * 0, valueLoss * 0, loss * 0);   // Adam's momentum still moves the weights there
        var norm = Learn(skipped && !Trl ? null : loss, number);
        if (norm is { } n && !Trl && !double.IsFinite(n)) skipped = true;

        using var noGrad = no_grad();
        tokens.Add(ratio, advantages, mask);
        return new PpoUpdate(epoch + 1, rows, ratioMean, skipped, PpoStats.OfUpdate(new()
        {
            ["loss/policy"] = policyLoss,
            ["loss/value"] = valueLoss,
            ["loss/total"] = loss,
            ["policy/entropy"] = Entropy(logits).mean(),
            ["policy/approxkl"] = 0.5 * MaskedMean((logprobs - old).square(), mask),
            ["policy/policykl"] = MaskedMean(old - logprobs, mask),
            ["policy/clipfrac"] = policyClipped,
            ["policy/advantages_mean"] = MaskedMean(advantages, mask),
            ["policy/ratio"] = MaskedMean(ratio, mask),
            ["returns/mean"] = MaskedMean(returns, mask),
            ["returns/var"] = MaskedVariance(returns, mask),
            ["val/vpred"] = MaskedMean(values!, mask),
            ["val/error"] = MaskedMean((values! - returns).square(), mask),
            ["val/clipfrac"] = valueClipped,
            ["val/mean"] = MaskedMean(valuesBefore, mask),
            ["val/var"] = MaskedVariance(valuesBefore, mask),
        }), norm);
    }

    /// <summary>Backward pass, and the optimizer's step where the accumulation is complete.</summary>
    /// <param name="loss">Null where the mini-batch is skipped.</param>
    /// <returns>The gradient's norm before clipping, or null where there was nothing to step on. Not finite: no step was made.</returns>
    private double? Learn(Tensor? loss, int number)
    {
        if (loss is not null)
        {
            if (options.GradientAccumulationSteps > 1) loss /= options.GradientAccumulationSteps;
            loss.backward();
        }
        if ((number + 1) % options.GradientAccumulationSteps != 0) return null;
        if (optimizer.Parameters.All(p => p.grad is null)) return null;

        // TRL hands clipping a list that the first call uses up.
        var clips = options.MaxGradNorm is not null && (!Trl || optimizer.StepCount == 0);
        var norm = GradientNorm.Clip(optimizer.Parameters, clips ? options.MaxGradNorm!.Value : double.PositiveInfinity);
        if (Trl || double.IsFinite(norm))
        {
            OnGradients?.Invoke();
            optimizer.Step();
        }
        optimizer.ZeroGrad();
        return norm;
    }
}
