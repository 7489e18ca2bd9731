using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>PPO's formulas as pure functions. Per-token tensors are [B, T]; column t speaks about token t + 1; the mask is 1 on response tokens.</summary>
/// <remarks>Schulman et al. 2017; the arithmetic of TRL 0.7.11's PPOTrainer, against whose numbers it is tested.</remarks>
public static class PpoArithmetic
{
    /// <summary>The penalty of each token by its log-probabilities; <see cref="KlPenalty.Full"/> needs <see cref="FullKl"/>.</summary>
    public static Tensor TokenKl(Tensor logprobs, Tensor refLogprobs, KlPenalty penalty) => penalty switch
    {
        KlPenalty.Kl => logprobs - refLogprobs,
        KlPenalty.Abs => (logprobs - refLogprobs).abs(),
        KlPenalty.Mse => 0.5 * (logprobs - refLogprobs).square(),
        KlPenalty.K3 => (refLogprobs - logprobs).expm1() - (refLogprobs - logprobs),
        _ => throw new ArgumentException("The full divergence needs whole distributions.", nameof(penalty)),
    };

    /// <summary>Σ p · (log p − log p_ref) over the vocabulary: two [N, V] → [N].</summary>
    public static Tensor FullKl(Tensor logits, Tensor refLogits)
    {
        using var scope = NewDisposeScope();
        var (logprobs, refLogprobs) = (logits.log_softmax(-1), refLogits.log_softmax(-1));
        return (logprobs.exp() * (logprobs - refLogprobs)).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>−β · KL on every token, and the score on the last one of each response.</summary>
    /// <param name="scores">[B].</param>
    /// <param name="lastTokens">Column of each response's last token, [B] int64.</param>
    public static Tensor Rewards(Tensor kl, double klCoef, Tensor scores, Tensor lastTokens)
    {
        using var scope = NewDisposeScope();
        return (-klCoef * kl).scatter_add(1, lastTokens.unsqueeze(1), scores.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Generalized advantage estimation (Schulman et al. 2016): δ = r + γV' − V, A = δ + γλA'. Beyond the last column all is 0.</summary>
    /// <returns>[B, T].</returns>
    public static Tensor Advantages(Tensor rewards, Tensor values, double gamma, double lambda)
    {
        var (rows, columns) = ((int)rewards.shape[0], (int)rewards.shape[1]);
        var (r, v) = (rewards.contiguous().data<float>().ToArray(), values.contiguous().data<float>().ToArray());
        var advantages = new float[r.Length];
        for (var b = 0; b < rows; b++)
        {
            var (next, nextValue) = (0f, 0f);
            for (var i = ((b + 1) * columns) - 1; i >= b * columns; i--)
            {
                var delta = r[i] + ((float)gamma * nextValue) - v[i];
                next = advantages[i] = delta + ((float)(gamma * lambda) * next);
                nextValue = v[i];
            }
        }
        return tensor(advantages, rows, columns);
    }

    /// <summary>Mean over the tokens where the mask is 1, all rows together.</summary>
    public static Tensor MaskedMean(Tensor x, Tensor mask) => (x * mask).sum() / mask.sum();

    /// <summary>Unbiased variance over the tokens where the mask is 1.</summary>
    public static Tensor MaskedVariance(Tensor x, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var count = mask.sum();
        var variance = MaskedMean((x - MaskedMean(x, mask)).square(), mask) * count / (count - 1).clamp_min(1);
        return variance.MoveToOuterDisposeScope();
    }

    /// <summary>Deviation 1 over the masked tokens, and mean 0 unless the mean is kept.</summary>
    public static Tensor MaskedWhiten(Tensor x, Tensor mask, bool keepMean = false)
    {
        using var scope = NewDisposeScope();
        var mean = MaskedMean(x, mask);
        var white = (x - mean) * (MaskedVariance(x, mask) + 1e-8).rsqrt();
        return (keepMean ? white + mean : white).MoveToOuterDisposeScope();
    }

    /// <summary>The clipped policy loss: masked mean of max(−A·r, −A·clip(r, 1 − ε, 1 + ε)).</summary>
    /// <returns>The loss, and the share of tokens where clipping made it larger.</returns>
    public static (Tensor Loss, Tensor ClipFraction) PolicyLoss(Tensor ratio, Tensor advantages, Tensor mask, double clipRange)
    {
        using var scope = NewDisposeScope();
        var plain = -advantages * ratio;
        var clipped = -advantages * ratio.clamp(1 - clipRange, 1 + clipRange);
        return (MaskedMean(maximum(plain, clipped), mask).MoveToOuterDisposeScope(),
            MaskedMean(clipped.gt(plain).to(ScalarType.Float32), mask).MoveToOuterDisposeScope());
    }

    /// <summary>The clipped value loss: ½ · masked mean of max((v − R)², (clip(v, v_old ± ε) − R)²).</summary>
    /// <returns>The loss, and the share of tokens where clipping made it larger.</returns>
    public static (Tensor Loss, Tensor ClipFraction) ValueLoss(Tensor values, Tensor oldValues, Tensor returns, Tensor mask, double clipRange)
    {
        using var scope = NewDisposeScope();
        var near = maximum(minimum(values, oldValues + clipRange), oldValues - clipRange);
        var (plain, clipped) = ((values - returns).square(), (near - returns).square());
        return ((0.5 * MaskedMean(maximum(plain, clipped), mask)).MoveToOuterDisposeScope(),
            MaskedMean(clipped.gt(plain).to(ScalarType.Float32), mask).MoveToOuterDisposeScope());
    }
}
