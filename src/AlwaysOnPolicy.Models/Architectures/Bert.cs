using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of BERT's config.json shapes the model or its arithmetic.</summary>
public sealed record BertConfig : IModelConfig<Bert>
{
    /// <summary>Tokens that have a row in the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the hidden states.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width of the MLP.</summary>
    public required int InnerSize { get; init; }

    /// <summary>Blocks.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Heads of attention in a block.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Rows of the position embedding.</summary>
    public int MaxPositions { get; init; } = 512;

    /// <summary>Rows of the token-type embedding.</summary>
    public int TypeCount { get; init; } = 2;

    /// <summary>What LayerNorm adds to the variance.</summary>
    public double NormEpsilon { get; init; } = 1e-12;

    /// <summary>The MLP's activation, by its name in config.json.</summary>
    public string Activation { get; init; } = "gelu";

    /// <summary>The padding's row of the embedding gets no gradient from being looked up, as in transformers.</summary>
    public int? PadId { get; init; }

    Int128 IModelConfig<Bert>.ParameterCount => ((Int128)(VocabularySize + MaxPositions + TypeCount) * HiddenSize)
        + ((Int128)LayerCount * HiddenSize * ((4 * HiddenSize) + (2 * (Int128)InnerSize)));

    Bert IModelConfig<Bert>.Create() => new(this);

    /// <summary>The row of the table of positions in which the first place stands. RoBERTa: the one behind the padding's id.</summary>
    public int PositionOffset { get; init; }

    /// <summary>Only the encoder is built: what stands on it, such as the pooler or a head for masked words, is left out.</summary>
    string? IModelConfig<Bert>.Rename(string stored)
    {
        const string Prefix = "bert.";
        var name = RenameWithin(Prefix, stored)?[Prefix.Length..];
        return name is null || name.StartsWith("pooler.", StringComparison.Ordinal) || name.StartsWith("cls.", StringComparison.Ordinal) ? null : name;
    }

    /// <summary>The full name in a model whose encoder stands under a prefix; the first files call a norm's parameters gamma and beta.</summary>
    internal static string? RenameWithin(string prefix, string stored)
    {
        var name = stored.Replace("LayerNorm.gamma", "LayerNorm.weight", StringComparison.Ordinal)
            .Replace("LayerNorm.beta", "LayerNorm.bias", StringComparison.Ordinal);
        if (!name.StartsWith(prefix, StringComparison.Ordinal) && !name.StartsWith("classifier.", StringComparison.Ordinal)) name = prefix + name;
        return name.EndsWith("embeddings.position_ids", StringComparison.Ordinal) ? null : name;
    }

    internal static BertConfig Read(ConfigFile file)
    {
        file.Require("model_type", "bert", "bert", "roberta");
        var isRoberta = file.Get("model_type", "bert") == "roberta";
        file.Require("position_embedding_type", "absolute", "absolute");
        file.Require("is_decoder", false, false);
        var (hidden, heads, vocabulary) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"));
        file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        return new BertConfig
        {
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            InnerSize = file.Size("intermediate_size"),
            LayerCount = file.Size("num_hidden_layers"),
            HeadCount = heads,
            MaxPositions = file.Size("max_position_embeddings", 512),
            TypeCount = file.Size("type_vocab_size", 2),
            NormEpsilon = file.Positive("layer_norm_eps", 1e-12),
            Activation = Activations.Read(file, "hidden_act", "gelu"),
            PadId = file.TokenId("pad_token_id", vocabulary),
            PositionOffset = isRoberta ? (file.TokenId("pad_token_id", vocabulary) ?? 1) + 1 : 0,
        };
    }
}

/// <summary>BERT (Devlin et al. 2019) as an encoder: norms after each branch, attention in both directions.</summary>
public sealed class Bert : Encoder
{
    private readonly BertEmbeddings embeddings;
    private readonly BertLayers encoder;

    /// <summary>A model with weights yet to be loaded.</summary>
    public Bert(BertConfig config) : base(nameof(Bert))
    {
        Config = config;
        embeddings = new(config);
        encoder = new(config);
        RegisterComponents();
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();   // it outlives the scope in which it is made
    }

    /// <summary>What shaped it.</summary>
    public BertConfig Config { get; }

    /// <inheritdoc/>
    public override int MaxPositions => Config.MaxPositions - Config.PositionOffset;

    /// <inheritdoc/>
    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var mask = AttentionMask.Padding(attentionMask);                                     // [B, 1, 1, T]
        var x = embeddings.Run(inputIds, typeIds ?? zeros_like(inputIds));
        hiddenStates?.Add(x);
        foreach (var layer in encoder.layer)
        {
            x = layer.Run(x, mask);
            hiddenStates?.Add(x);
        }
        foreach (var state in hiddenStates ?? []) state.MoveToOuterDisposeScope();
        return x.MoveToOuterDisposeScope();
    }
}

internal sealed class BertEmbeddings : Module
{
    private readonly Embedding word_embeddings, position_embeddings, token_type_embeddings;
    [ComponentName(Name = "LayerNorm")] private readonly LayerNorm norm;
    private readonly int _offset;

    public BertEmbeddings(BertConfig c) : base(nameof(BertEmbeddings))
    {
        _offset = c.PositionOffset;
        word_embeddings = Embedding(c.VocabularySize, c.HiddenSize, padding_idx: c.PadId);
        position_embeddings = Embedding(c.MaxPositions, c.HiddenSize);
        token_type_embeddings = Embedding(c.TypeCount, c.HiddenSize);
        norm = LayerNorm(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor ids, Tensor types) => norm.call(
        word_embeddings.call(ids) + position_embeddings.call(arange(_offset, _offset + ids.shape[1], ScalarType.Int64)) + token_type_embeddings.call(types));
}

internal sealed class BertLayers : Module
{
    internal readonly ModuleList<BertLayer> layer;

    public BertLayers(BertConfig c) : base(nameof(BertLayers))
    {
        layer = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(_ => new BertLayer(c))]);
        RegisterComponents();
    }
}

internal sealed class BertLayer : Module
{
    private readonly BertAttention attention;
    private readonly BertDense intermediate;
    private readonly BertOutput output;
    private readonly string _activation;

    public BertLayer(BertConfig c) : base(nameof(BertLayer))
    {
        attention = new(c);
        intermediate = new(c.HiddenSize, c.InnerSize);
        output = new(c.InnerSize, c.HiddenSize, c.NormEpsilon);
        _activation = c.Activation;
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask)
    {
        using var scope = NewDisposeScope();
        x = attention.Run(x, mask);
        return output.Run(Activations.Apply(_activation, intermediate.dense.Run(x)), x).MoveToOuterDisposeScope();
    }
}

internal sealed class BertAttention : Module
{
    [ComponentName(Name = "self")] private readonly BertSelfAttention mixing;
    private readonly BertOutput output;

    public BertAttention(BertConfig c) : base(nameof(BertAttention))
    {
        mixing = new(c);
        output = new(c.HiddenSize, c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask) => output.Run(mixing.Run(x, mask), x);
}

internal sealed class BertSelfAttention : Module
{
    private readonly int _heads;
    private readonly Projection query, key, value;

    public BertSelfAttention(BertConfig c) : base(nameof(BertSelfAttention))
    {
        _heads = c.HeadCount;
        query = new(c.HiddenSize, c.HiddenSize);
        key = new(c.HiddenSize, c.HiddenSize);
        value = new(c.HiddenSize, c.HiddenSize);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask)
    {
        var (batch, length, width) = (x.shape[0], x.shape[1], x.shape[2]);
        Tensor Heads(Projection map) => map.Run(x).view(batch, length, _heads, width / _heads).transpose(1, 2);   // [B, nh, T, hs]
        var mixed = functional.scaled_dot_product_attention(Heads(query), Heads(key), Heads(value), mask);
        return mixed.transpose(1, 2).reshape(batch, length, width);
    }
}

/// <summary>A projection, the branch's input added, and the norm after it.</summary>
internal sealed class BertOutput : Module
{
    private readonly Projection dense;
    [ComponentName(Name = "LayerNorm")] private readonly LayerNorm norm;

    public BertOutput(int inputs, int hidden, double epsilon) : base(nameof(BertOutput))
    {
        dense = new(inputs, hidden);
        norm = LayerNorm(hidden, epsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor branch, Tensor input) => norm.call(dense.Run(branch) + input);
}

internal sealed class BertDense : Module
{
    internal readonly Projection dense;

    public BertDense(int inputs, int outputs) : base(nameof(BertDense))
    {
        dense = new(inputs, outputs);
        RegisterComponents();
    }
}
