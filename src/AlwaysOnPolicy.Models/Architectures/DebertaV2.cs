using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of DeBERTa's config.json (versions 2 and 3) shapes the model or its arithmetic.</summary>
internal sealed record DebertaV2Config : IModelConfig<DebertaV2>
{
    /// <summary>config.json as it was read.</summary>
    public System.Text.Json.Nodes.JsonObject Json { get; init; } = [];

    public required int VocabularySize { get; init; }
    public required int EmbeddingSize { get; init; }
    public required int HiddenSize { get; init; }
    public required int InnerSize { get; init; }
    public required int LayerCount { get; init; }
    public required int HeadCount { get; init; }
    public required int HeadSize { get; init; }
    public required int MaxPositions { get; init; }
    public required int TypeCount { get; init; }
    public required double NormEpsilon { get; init; }
    public required string Activation { get; init; }
    public required string PoolerActivation { get; init; }
    public required int? PadId { get; init; }

    /// <summary>Whether absolute positions are added to the words.</summary>
    public required bool HasAbsolutePositions { get; init; }

    /// <summary>Whether scores depend on the distance of query and key at all.</summary>
    public required bool IsRelative { get; init; }

    /// <summary>Whether the query's content meets the key's position, and the key's content the query's.</summary>
    public required bool ContentToPosition { get; init; }
    public required bool PositionToContent { get; init; }

    /// <summary>Whether positions go through the projections of the content.</summary>
    public required bool ShareProjections { get; init; }
    public required bool NormRelativeEmbeddings { get; init; }

    /// <summary>Buckets on either side, the far ones logarithmic; 0 keeps every distance apart.</summary>
    public required int Buckets { get; init; }
    public required int MaxRelativePositions { get; init; }

    /// <summary>Half the number of relative embeddings.</summary>
    public int Span => Buckets > 0 ? Buckets : MaxRelativePositions;

    public Int128 ParameterCount => ((Int128)(VocabularySize + MaxPositions + TypeCount) * EmbeddingSize) + ((Int128)2 * Span * HiddenSize)
        + ((Int128)LayerCount * HiddenSize * ((4 * (Int128)HeadCount * HeadSize) + (2 * (Int128)InnerSize)));

    public DebertaV2 Create() => new(this);

    public string? Rename(string stored) => stored switch
    {
        "deberta.embeddings.position_ids" => null,
        "deberta.embeddings.position_embeddings.weight" when !HasAbsolutePositions => null,   // published files hold it all the same
        _ => stored,
    };

    public static DebertaV2Config Read(ConfigFile file)
    {
        file.Require("model_type", "deberta-v2", "deberta-v2");
        file.Require("conv_kernel_size", 0, 0);
        var (hidden, heads, vocabulary) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"));
        file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        file.Require("pooler_hidden_size", hidden, hidden);
        var (positions, kinds) = (file.Size("max_position_embeddings", 512), Words(file, "pos_att_type", ["c2p", "p2c"]));
        var norms = Words(file, "norm_rel_ebd", ["layer_norm", "none"]);
        var (buckets, most) = (file.Get("position_buckets", -1), file.Get("max_relative_positions", -1));
        if (most < 1) most = positions;
        if (buckets > 0 && (buckets < 4 || most <= (buckets / 2) + 1)) throw file.Wrong("position_buckets", $"is {buckets}, which does not fit {most} " +
            "relative positions");
        return new DebertaV2Config
        {
            Json = file.Json,
            VocabularySize = vocabulary,
            EmbeddingSize = file.Size("embedding_size", hidden),
            HiddenSize = hidden,
            InnerSize = file.Size("intermediate_size"),
            LayerCount = file.Size("num_hidden_layers"),
            HeadCount = heads,
            HeadSize = file.Size("attention_head_size", hidden / heads),
            MaxPositions = positions,
            TypeCount = file.Get("type_vocab_size", 0) == 0 ? 0 : file.Size("type_vocab_size"),
            NormEpsilon = file.Positive("layer_norm_eps", 1e-7),
            Activation = Activations.Read(file, "hidden_act", "gelu"),
            PoolerActivation = Activations.Read(file, "pooler_hidden_act", "gelu"),
            PadId = file.TokenId("pad_token_id", vocabulary) ?? 0,
            HasAbsolutePositions = file.Get("position_biased_input", true),
            IsRelative = file.Get("relative_attention", false),
            ContentToPosition = kinds.Contains("c2p"),
            PositionToContent = kinds.Contains("p2c"),
            ShareProjections = file.Get("share_att_key", false),
            NormRelativeEmbeddings = norms.Contains("layer_norm"),
            Buckets = Math.Max(buckets, 0),
            MaxRelativePositions = most,
        };
    }

    /// <summary>A list of words, or one text with | between them.</summary>
    private static string[] Words(ConfigFile file, string key, string[] known)
    {
        string[] words = file.Json[key] is System.Text.Json.Nodes.JsonArray list
            ? [.. list.Select(w => w?.ToString() ?? "")]
            : [.. file.Get(key, "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        foreach (var word in words)
            if (!known.Contains(word.ToLowerInvariant())) throw file.Wrong(key, $"names '{word}', which is not supported; supported: " +
                $"{string.Join(", ", known)}");
        return [.. words.Select(w => w.ToLowerInvariant())];
    }
}

/// <summary>DeBERTa (He et al. 2021) as a classifier with one label: attention in which content and relative position are kept apart.</summary>
internal sealed class DebertaV2 : EncoderClassifier
{
    private readonly DebertaTrunk deberta;
    private readonly BertDense pooler;
    private readonly Projection classifier;

    public DebertaV2(DebertaV2Config config) : base(nameof(DebertaV2))
    {
        Config = config;
        deberta = new(config);
        pooler = new(config.HiddenSize, config.HiddenSize);
        classifier = new(config.HiddenSize, 1);
        RegisterComponents();
        KeepParameters();
    }

    public DebertaV2Config Config { get; }
    internal override System.Text.Json.Nodes.JsonObject ConfigJson => Config.Json;
    internal override string TransformersName => "DebertaV2ForSequenceClassification";
    internal override string TrunkPrefix => "deberta.";
    internal override string HeadName => "classifier.weight";
    internal override bool HasTypes => Config.TypeCount > 0;
    internal override int FillId => Config.PadId ?? 0;

    /// <summary>What OpenAssistant's reward model was trained with; relative positions would reach further.</summary>
    public override int MaxTokens => Math.Min(512, Config.MaxPositions);

    public override int VocabularySize => Config.VocabularySize;

    /// <summary>The embeddings of relative positions as attention uses them, [2 · span, C]; null where attention is not relative.</summary>
    internal Tensor? RelativeEmbeddings => deberta.encoder.Relative();

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var x = deberta.embeddings.Run(inputIds, typeIds ?? zeros_like(inputIds), attentionMask);
        hiddenStates?.Add(x);
        var mask = AttentionMask.Padding(attentionMask).to(x.dtype);
        var (relative, buckets) = (deberta.encoder.Relative(), deberta.encoder.Buckets(inputIds.size(1)));
        foreach (var layer in deberta.encoder.layer)
        {
            x = layer.Run(x, mask, relative, buckets);
            hiddenStates?.Add(x);
        }
        foreach (var state in hiddenStates ?? []) state.MoveToOuterDisposeScope();
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>[B, T, C] → [B, C], from the first place.</summary>
    public Tensor Pooled(Tensor hidden) => Activations.Apply(Config.PoolerActivation, pooler.dense.Run(hidden.select(1, 0)));

    protected override Tensor Classify(Tensor hidden, Tensor attentionMask) => classifier.Run(Pooled(hidden));
}

internal sealed class DebertaTrunk : Module
{
    internal readonly DebertaEmbeddings embeddings;
    internal readonly DebertaEncoder encoder;

    public DebertaTrunk(DebertaV2Config c) : base(nameof(DebertaTrunk))
    {
        embeddings = new(c);
        encoder = new(c);
        RegisterComponents();
    }
}

internal sealed class DebertaEmbeddings : Module
{
    private readonly Embedding word_embeddings;
    private readonly Embedding? position_embeddings, token_type_embeddings;
    private readonly Projection? embed_proj;
    [ComponentName(Name = "LayerNorm")] private readonly LayerNorm norm;

    public DebertaEmbeddings(DebertaV2Config c) : base(nameof(DebertaEmbeddings))
    {
        word_embeddings = Embedding(c.VocabularySize, c.EmbeddingSize, padding_idx: c.PadId);
        if (c.HasAbsolutePositions) position_embeddings = Embedding(c.MaxPositions, c.EmbeddingSize);
        if (c.TypeCount > 0) token_type_embeddings = Embedding(c.TypeCount, c.EmbeddingSize);
        if (c.EmbeddingSize != c.HiddenSize) embed_proj = new(c.EmbeddingSize, c.HiddenSize, hasBias: false);
        norm = LayerNorm(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor ids, Tensor types, Tensor mask)
    {
        var x = word_embeddings.call(ids);
        if (position_embeddings is not null) x = x + position_embeddings.call(arange(ids.size(1), ScalarType.Int64));
        if (token_type_embeddings is not null) x = x + token_type_embeddings.call(types);
        return norm.call(embed_proj?.Run(x) ?? x) * mask.unsqueeze(-1).to(x.dtype);
    }
}

internal sealed class DebertaEncoder : Module
{
    internal readonly ModuleList<DebertaLayer> layer;
    private readonly Embedding? rel_embeddings;
    [ComponentName(Name = "LayerNorm")] private readonly LayerNorm? norm;
    private readonly DebertaV2Config _config;

    public DebertaEncoder(DebertaV2Config c) : base(nameof(DebertaEncoder))
    {
        _config = c;
        layer = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(_ => new DebertaLayer(c))]);
        if (c.IsRelative) rel_embeddings = Embedding(2 * c.Span, c.HiddenSize);
        if (c.NormRelativeEmbeddings) norm = LayerNorm(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor? Relative() => rel_embeddings is null ? null : norm?.call(rel_embeddings.weight!) ?? rel_embeddings.weight!;

    /// <summary>Query place minus key place, far distances in logarithmic buckets: [T, T] int64.</summary>
    public Tensor Buckets(long length)
    {
        var places = arange(length, ScalarType.Int64);
        var distance = places.unsqueeze(1) - places.unsqueeze(0);
        if (_config.Buckets == 0) return distance;
        var (middle, far) = (_config.Buckets / 2, distance.abs().to(ScalarType.Float32));
        var scale = tensor((float)((_config.MaxRelativePositions - 1) / (double)middle)).log();
        var logarithmic = ((far.clamp_min(1) / middle).log() / scale * (middle - 1)).ceil() + middle;
        return where(distance.abs().le(middle), distance, (logarithmic * distance.sign()).to(ScalarType.Int64));
    }
}

internal sealed class DebertaLayer : Module
{
    private readonly DebertaAttention attention;
    private readonly BertDense intermediate;
    private readonly BertOutput output;
    private readonly string _activation;

    public DebertaLayer(DebertaV2Config c) : base(nameof(DebertaLayer))
    {
        attention = new(c);
        intermediate = new(c.HiddenSize, c.InnerSize);
        output = new(c.InnerSize, c.HiddenSize, c.NormEpsilon);
        _activation = c.Activation;
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, Tensor? relative, Tensor buckets)
    {
        using var scope = NewDisposeScope();
        x = attention.Run(x, mask, relative, buckets);
        return output.Run(Activations.Apply(_activation, intermediate.dense.Run(x)), x).MoveToOuterDisposeScope();
    }
}

internal sealed class DebertaAttention : Module
{
    [ComponentName(Name = "self")] private readonly DisentangledAttention mixing;
    private readonly BertOutput output;

    public DebertaAttention(DebertaV2Config c) : base(nameof(DebertaAttention))
    {
        mixing = new(c);
        output = new(c.HeadCount * c.HeadSize, c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, Tensor? relative, Tensor buckets) => output.Run(mixing.Run(x, mask, relative, buckets), x);
}

internal sealed class DisentangledAttention : Module
{
    private readonly DebertaV2Config _config;
    private readonly Projection query_proj, key_proj, value_proj;
    private readonly Projection? pos_key_proj, pos_query_proj;

    public DisentangledAttention(DebertaV2Config c) : base(nameof(DisentangledAttention))
    {
        _config = c;
        var width = c.HeadCount * c.HeadSize;
        query_proj = new(c.HiddenSize, width);
        key_proj = new(c.HiddenSize, width);
        value_proj = new(c.HiddenSize, width);
        if (c.IsRelative && !c.ShareProjections)
        {
            if (c.ContentToPosition) pos_key_proj = new(c.HiddenSize, width);
            if (c.PositionToContent) pos_query_proj = new(c.HiddenSize, width);
        }
        RegisterComponents();
    }

    /// <param name="x">[B, T, C].</param>
    /// <param name="relative">Embeddings of the relative positions −span … span − 1, [2 · span, C].</param>
    /// <param name="buckets">Query minus key, [T, T].</param>
    public Tensor Run(Tensor x, Tensor mask, Tensor? relative, Tensor buckets)
    {
        var (queries, keys, values) = (Heads(query_proj, x), Heads(key_proj, x), Heads(value_proj, x));   // [B, nh, T, hs]
        var terms = 1 + (_config.ContentToPosition ? 1 : 0) + (_config.PositionToContent ? 1 : 0);
        var scale = 1 / Math.Sqrt(_config.HeadSize * terms);
        var added = relative is null ? mask : mask + (Positional(queries, keys, relative.unsqueeze(0), buckets) * scale);
        // scaled_dot_product_attention divides by √headSize itself: what is multiplied onto the queries is the rest.
        var mixed = functional.scaled_dot_product_attention(queries * Math.Pow(terms, -0.5), keys, values, added);
        return mixed.transpose(1, 2).reshape(x.size(0), x.size(1), -1);
    }

    private Tensor Positional(Tensor queries, Tensor keys, Tensor relative, Tensor buckets)
    {
        var place = (buckets + _config.Span).clamp(0, (2 * _config.Span) - 1).expand(queries.size(0), queries.size(1), -1, -1);
        var sum = zeros(1, queries.dtype);
        if (_config.ContentToPosition)
            sum = sum + queries.matmul(Heads(pos_key_proj ?? key_proj, relative).transpose(-1, -2)).gather(-1, place);
        if (_config.PositionToContent)   // the key's row holds it for every query: turned, then read
            sum = sum + keys.matmul(Heads(pos_query_proj ?? query_proj, relative).transpose(-1, -2)).gather(-1, place.transpose(-1, -2)).transpose(-1, -2);
        return sum;
    }

    private Tensor Heads(Projection map, Tensor of) => map.Run(of).view(of.size(0), of.size(1), _config.HeadCount, _config.HeadSize).transpose(1, 2);
}
