using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A network with one number for each row of tokens, which training can change: transformers' classifiers with one label.</summary>
public abstract class ScalarNetwork : nn.Module
{
    /// <summary>A network whose parts the deriving class registers.</summary>
    protected ScalarNetwork(string name) : base(name) { }

    /// <summary>Longest row, in tokens.</summary>
    public abstract int MaxTokens { get; }

    /// <summary>Tokens that have a row in the embedding.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>The type in which most of its numbers lay in the folder that it was loaded from; null for a network made here.</summary>
    public ScalarType? StoredType { get; internal set; }

    /// <summary>Each row's number.</summary>
    /// <param name="inputIds">[B, T] int64.</param>
    /// <param name="mask">1 on real tokens, 0 on padding, [B, T].</param>
    /// <returns>[B] float32.</returns>
    public abstract Tensor Rewards(Tensor inputIds, Tensor mask);
}
