using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What the policy says of a mini-batch's response tokens, and the way back into it.</summary>
internal interface IPpoPass
{
    /// <summary>Of the response tokens, in nats, [B, L − 1]; 0 elsewhere.</summary>
    Tensor Logprobs { get; }

    /// <summary>[B, L − 1]; null without a critic.</summary>
    Tensor? Values { get; }

    /// <summary>Of the distribution at each response token, in nats, [N].</summary>
    Tensor Entropies { get; }

    /// <summary>Adds to the gradients those of a loss that was made of <see cref="Logprobs"/>, <see cref="Values"/> and <see cref="Entropies"/>.</summary>
    /// <param name="loss">A scalar: what is minimised.</param>
    /// <param name="accumulation">Mini-batches of an optimizer step, of whose losses the mean is minimised.</param>
    void Backward(Tensor loss, int accumulation);
}
