using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A step's per-token tensors, [B, L − 1]; they live until the step ends. Only columns where the mask is 1 mean anything.</summary>
/// <param name="Logprobs">Under the policy as it answered.</param>
/// <param name="Kl">The penalty, by the estimator that the options name.</param>
/// <param name="Rewards">Penalty and score, whitened where asked.</param>
/// <param name="RawAdvantages">Before whitening.</param>
internal sealed record PpoTensors(
    RolloutBatch Batch, Tensor Logprobs, Tensor RefLogprobs, Tensor Values, Tensor Kl, Tensor Rewards, Tensor RawAdvantages, Tensor Advantages,
    Tensor Returns)
{
    public Tensor Mask => Batch.Mask;
}
