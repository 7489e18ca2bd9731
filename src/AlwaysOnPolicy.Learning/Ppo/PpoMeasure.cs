using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What the models say of rollouts before they are learnt from, per token [B, L − 1].</summary>
/// <param name="Kl">The penalty of each token, by the estimator that the options name.</param>
internal sealed record PpoMeasure(Tensor Logprobs, Tensor RefLogprobs, Tensor Values, Tensor Kl)
{
    /// <summary>Parts of a batch as one, in the scope outside of the present one.</summary>
    public static PpoMeasure Join(IReadOnlyList<PpoMeasure> parts)
    {
        Tensor All(Func<PpoMeasure, Tensor> pick) => cat([.. parts.Select(pick)], 0).MoveToOuterDisposeScope();
        return new(All(p => p.Logprobs), All(p => p.RefLogprobs), All(p => p.Values), All(p => p.Kl));
    }

    /// <summary>Moves the tensors out of the present scope.</summary>
    public PpoMeasure MoveToOuterScope() => new(Logprobs.MoveToOuterDisposeScope(), RefLogprobs.MoveToOuterDisposeScope(),
        Values.MoveToOuterDisposeScope(), Kl.MoveToOuterDisposeScope());
}
