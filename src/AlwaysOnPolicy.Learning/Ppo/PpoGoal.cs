using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What a mini-batch is to learn, per token [B, L − 1].</summary>
/// <param name="Logprobs">Under the policy as it answered.</param>
/// <param name="Values">As they were then.</param>
/// <param name="ValueHeadOnly">Whether policy and trunk stay as they are.</param>
internal sealed record PpoGoal(Tensor Logprobs, Tensor Values, Tensor Advantages, Tensor Returns, bool ValueHeadOnly)
{
    /// <param name="index">Rows of the mini-batch, int64.</param>
    public static PpoGoal Of(PpoTensors step, Tensor index, bool valueHeadOnly) => new(step.Logprobs.index_select(0, index),
        step.Values.index_select(0, index), step.Targets.Advantages.index_select(0, index), step.Targets.Returns.index_select(0, index), valueHeadOnly);
}
