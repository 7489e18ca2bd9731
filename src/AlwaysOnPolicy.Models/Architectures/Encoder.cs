using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A network that reads in both directions. Rows begin at column 0; parameters carry the checkpoint's own names.</summary>
public abstract class Encoder(string name) : nn.Module(name)
{
    /// <summary>Longest row, in tokens.</summary>
    public abstract int MaxPositions { get; }

    /// <summary>The last hidden states.</summary>
    /// <param name="inputIds">[B, T] int64.</param>
    /// <param name="attentionMask">1 on real tokens, 0 on padding, [B, T].</param>
    /// <param name="typeIds">[B, T] int64; null is 0 everywhere. Not read by a network without token types.</param>
    /// <param name="hiddenStates">Where given, receives the embeddings and each layer's output, the last after the final norm where there is one.</param>
    /// <returns>[B, T, C].</returns>
    public abstract Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null);
}
