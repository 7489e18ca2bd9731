using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A step's per-token tensors, [B, L − 1]; they live until the step ends. Only columns where the mask is 1 mean anything.</summary>
/// <param name="Logprobs">Under the policy as it answered.</param>
/// <param name="Kl">The penalty, by the estimator that the options name.</param>
/// <param name="KlCoef">β of this step.</param>
internal sealed record PpoTensors(
    RolloutBatch Batch, Tensor Logprobs, Tensor RefLogprobs, Tensor Values, Tensor Kl, double KlCoef, PpoTargets Targets)
{
    public Tensor Mask => Batch.Mask;
}
