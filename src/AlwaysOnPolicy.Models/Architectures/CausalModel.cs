using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A decoder that predicts the next token. Parameters carry the checkpoint's own names.</summary>
/// <remarks>Dropout is never applied, whatever config.json says: reinforcement learning needs the first probability ratio to be exactly 1.</remarks>
public abstract class CausalModel : nn.Module
{
    protected CausalModel(string name) : base(name) { }

    /// <summary>The model_type of config.json.</summary>
    public abstract string ModelType { get; }
    public abstract int HiddenSize { get; }
    public abstract int VocabularySize { get; }
    public abstract int LayerCount { get; }

    /// <summary>Longest sequence, in tokens.</summary>
    public abstract int MaxPositions { get; }

    /// <summary>config.json as it is written beside the weights, without what says which head the model carries.</summary>
    internal abstract System.Text.Json.Nodes.JsonObject ConfigJson { get; }

    /// <summary>Class names in transformers: as a language model, and as a classifier with one label.</summary>
    internal abstract (string LanguageModel, string Classifier) TransformersNames { get; }

    /// <summary>What the names of the trunk's tensors begin with; files of a bare trunk lack it.</summary>
    internal abstract string TrunkPrefix { get; }

    /// <summary>Whether a stored tensor, named with <see cref="TrunkPrefix"/>, is no parameter: old files hold masks and frequencies.</summary>
    internal abstract bool IsConstant(string stored);

    /// <summary>Runs the trunk.</summary>
    /// <param name="inputIds">[B, T] int64.</param>
    /// <param name="attentionMask">1 on real tokens, 0 on padding, [B, past + T] where a cache holds past tokens.</param>
    /// <param name="positionIds">[B, T] int64; see <see cref="PositionsFromMask"/>.</param>
    /// <param name="cache">Holds the tokens before these and takes these in; null attends within the input alone.</param>
    /// <param name="hiddenStates">Where given, receives the embeddings and each block's output, the last after the final norm.</param>
    /// <returns>[B, T, C], after the final norm.</returns>
    public abstract Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, KvCache? cache = null, ICollection<Tensor>? hiddenStates = null);

    /// <summary>The language-model head: [..., C] → [..., V].</summary>
    public abstract Tensor Logits(Tensor hidden);

    /// <param name="length">Most tokens the cache will hold.</param>
    public abstract KvCache NewCache(long batch, long length);

    /// <summary>A new model of the same configuration, its weights not yet set.</summary>
    protected abstract CausalModel NewOfSameShape();

    /// <summary>A deep copy.</summary>
    public CausalModel Copy()
    {
        var copy = NewOfSameShape();
        using var noGrad = no_grad();
        var target = copy.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, parameter) in named_parameters()) target[name].copy_(parameter);
        return copy;
    }

    /// <summary>Sets random weights as transformers does for a new model: normal with deviation 0.02, biases 0, norms neutral, and the projections
    /// that end a residual branch smaller by √(2 · layers).</summary>
    public void Initialize(ulong seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in named_parameters())
        {
            if (IsNorm(name) || name.EndsWith(".bias", StringComparison.Ordinal)) parameter.fill_(name.EndsWith(".bias", StringComparison.Ordinal) ? 0 : NormStart);
            else
            {
                var random = Randomness.SeededRandom.For(seed, "weights", name);
                var deviation = IsResidualProjection(name) ? 0.02 / Math.Sqrt(2 * LayerCount) : 0.02;
                var values = new float[parameter.NumberOfElements];
                for (var i = 0; i < values.Length; i++) values[i] = (float)(deviation * random.NextGaussian());
                parameter.copy_(tensor(values, parameter.shape));
            }
        }
    }

    protected abstract bool IsNorm(string parameter);

    /// <summary>The weight of a norm that changes nothing.</summary>
    protected virtual double NormStart => 1;

    protected abstract bool IsResidualProjection(string parameter);

    /// <summary>0, 1, 2 … on the real tokens of each row, whatever the side of the padding; 0 on the padding.</summary>
    public static Tensor PositionsFromMask(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return (mask.to(ScalarType.Int64).cumsum(-1) - 1).clamp_min(0).MoveToOuterDisposeScope();
    }

    /// <summary>Called by constructors. A model outlives the dispose scope in which it is made, so its parameters must leave that scope.</summary>
    protected void KeepParameters()
    {
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();
    }
}
