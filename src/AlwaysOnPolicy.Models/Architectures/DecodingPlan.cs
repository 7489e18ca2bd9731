using AlwaysOnPolicy.Models.Products;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>A language model's parts as <see cref="CachedDecoder"/> runs them.</summary>
internal sealed record DecodingPlan : IDisposable
{
    public required TokenEmbedding Embedding { get; init; }
    public double EmbeddingScale { get; init; } = 1;

    /// <summary>Places that are looked up and added, [positions, C]; null where there are none. A handle of the plan's own.</summary>
    public Tensor? Positions { get; init; }

    /// <summary>The row of the first place.</summary>
    public int PositionOffset { get; init; }
    public required int HeadCount { get; init; }
    public required int KeyValueHeadCount { get; init; }
    public required int HeadSize { get; init; }
    public required IReadOnlyList<DecodingLayer> Layers { get; init; }
    public required RowNorm LastNorm { get; init; }

    /// <summary>What the logits are divided by.</summary>
    public double LogitDivisor { get; init; } = 1;

    /// <summary>c of c·tanh(logit / c); null leaves the logits.</summary>
    public double? LogitCap { get; init; }

    public void Dispose() => Positions?.Dispose();
}

/// <summary>A block.</summary>
internal sealed record DecodingLayer
{
    public RowNorm? BeforeAttention { get; init; }
    public RowNorm? AfterAttention { get; init; }
    public RowNorm? BeforeMlp { get; init; }
    public RowNorm? AfterMlp { get; init; }
    public required DecodingAttention Attention { get; init; }
    public required DecodingMlp Mlp { get; init; }

    /// <summary>Whether attention and MLP read the same states.</summary>
    public bool IsParallel { get; init; }

    /// <summary>What attention and MLP give is multiplied by this before it is added.</summary>
    public float ResidualScale { get; init; } = 1;
}

/// <param name="Maps">Queries, keys and values: three maps, or one.</param>
/// <param name="IsFusedByHead">One map's rows are those of each head in turn, not all queries first.</param>
internal sealed record DecodingAttention(IReadOnlyList<ILinearMap> Maps, bool IsFusedByHead, ILinearMap Output, Rope? Rope, ScoreRule Rule)
{
    public QueryKeyNorm NormKind { get; init; }
    public RowNorm? QueryNorm { get; init; }
    public RowNorm? KeyNorm { get; init; }
}

/// <param name="Maps">Gate and what it multiplies, or one map of both, or one without a gate.</param>
internal sealed record DecodingMlp(IReadOnlyList<ILinearMap> Maps, bool IsGated, ILinearMap Down, string Activation);
