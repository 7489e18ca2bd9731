using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>What <see cref="LogitRows"/> computes, by torch's operations: with a graph, and on any device.</summary>
public static class LogitArithmetic
{
    /// <summary>log p of the tokens that were drawn, in nats.</summary>
    /// <param name="logits">[N, V].</param>
    /// <param name="tokens">[N] int64.</param>
    /// <returns>[N].</returns>
    public static Tensor TokenLogprobs(Tensor logits, Tensor tokens) =>
        logits.gather(-1, tokens.unsqueeze(-1)).squeeze(-1) - logits.logsumexp(-1);

    /// <summary>Entropy of each row's distribution, in nats: [N, V] → [N].</summary>
    public static Tensor Entropy(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var logprobs = logits.log_softmax(-1);
        return (-(logprobs.exp() * logprobs).sum(-1)).MoveToOuterDisposeScope();
    }
}
