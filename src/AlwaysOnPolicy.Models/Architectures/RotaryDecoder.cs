using System.Text.Json.Nodes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What shapes a decoder of Llama's kind or its arithmetic. Each architecture's own file reads config.json into it.</summary>
internal sealed record RotaryDecoderConfig : ICausalConfig
{
    /// <summary>What the names of its classes in transformers begin with.</summary>
    public required string Family { get; init; }
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int InnerSize { get; init; }
    public required int LayerCount { get; init; }
    public required int HeadCount { get; init; }

    /// <summary>Heads of keys and values; each serves HeadCount / KeyValueHeadCount query heads.</summary>
    public required int KeyValueHeadCount { get; init; }
    public required int HeadSize { get; init; }
    public required int MaxPositions { get; init; }
    public required double NormEpsilon { get; init; }
    public required Rope Rope { get; init; }
    public required string Activation { get; init; }
    public bool TieEmbeddings { get; init; }
    public bool QueryKeyValueBias { get; init; }
    public bool OutputBias { get; init; }
    public bool MlpBias { get; init; }

    /// <summary>How many places a layer's queries see, their own included; null is all before them. Indexed by layer; an empty list is null everywhere.</summary>
    public IReadOnlyList<int?> Windows { get; init; } = [];

    /// <summary>Gemma: the embeddings are multiplied by √HiddenSize, and norms by 1 + weight.</summary>
    public bool IsGemma { get; init; }

    /// <summary>The padding's row of the embedding gets no gradient from being looked up, as in transformers.</summary>
    public int? PadId { get; init; }
    public required JsonObject Original { get; init; }

    public Int128 ParameterCount => ((Int128)VocabularySize * HiddenSize * (TieEmbeddings ? 1 : 2))
        + ((Int128)LayerCount * HiddenSize * ((2 * (Int128)(HeadCount + KeyValueHeadCount) * HeadSize) + (3 * (Int128)InnerSize)));

    public string EmbeddingName => "embed_tokens.weight";

    public CausalModel Create() => new RotaryDecoder(this);

    /// <summary>The options that all of these architectures spell alike. What stands in for an absent one is Llama's choice.</summary>
    public static RotaryDecoderConfig Read(ConfigFile file, string family, string activationKey = "hidden_act", string activation = "silu")
    {
        file.Require("partial_rotary_factor", 1.0, 1.0);
        var (hidden, heads, vocabulary) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"));
        var shared = file.Size("num_key_value_heads", heads);
        file.RequireMultiple("num_attention_heads", heads, "num_key_value_heads", shared);
        if (file.Json["head_dim"] is null) file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        var headSize = file.Size("head_dim", hidden / heads);
        if (headSize % 2 != 0) throw file.Wrong("head_dim", $"is {headSize}; rotary positions need an even number");
        return new RotaryDecoderConfig
        {
            Family = family,
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            InnerSize = file.Size("intermediate_size"),
            LayerCount = file.Size("num_hidden_layers"),
            HeadCount = heads,
            KeyValueHeadCount = shared,
            HeadSize = headSize,
            MaxPositions = file.Size("max_position_embeddings", 2048),
            NormEpsilon = file.Positive("rms_norm_eps", 1e-6),
            Rope = Rope.Read(file, headSize),
            Activation = Activations.Read(file, activationKey, activation),
            TieEmbeddings = file.Get("tie_word_embeddings", false),
            PadId = file.TokenId("pad_token_id", vocabulary),
            Original = file.Json,
        };
    }
}

/// <summary>A decoder with RMS norms before each branch, rotary positions, grouped queries and a gated MLP: Llama and what came after it.</summary>
public sealed class RotaryDecoder : CausalModel
{
    private readonly RotaryDecoderConfig _config;
    private readonly RotaryTrunk model;
    private readonly Projection? lm_head;

    internal RotaryDecoder(RotaryDecoderConfig config) : base(nameof(RotaryDecoder))
    {
        _config = config;
        model = new(config);
        if (!config.TieEmbeddings) lm_head = new(config.HiddenSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
        KeepParameters();
    }

    public override string ModelType => _config.Original["model_type"]!.GetValue<string>();
    public override int HiddenSize => _config.HiddenSize;
    public override int VocabularySize => _config.VocabularySize;
    public override int LayerCount => _config.LayerCount;
    public override int MaxPositions => _config.MaxPositions;
    internal override (string, string) TransformersNames => ($"{_config.Family}ForCausalLM", $"{_config.Family}ForSequenceClassification");
    internal override string TrunkPrefix => "model.";
    internal override string EmbeddingName => TrunkPrefix + _config.EmbeddingName;
    internal override string BlocksName => "layers";
    internal override IReadOnlyList<string> LoraTargets => ["q_proj", "v_proj"];
    internal override bool IsConstant(string stored) => stored.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);
    internal override JsonObject ConfigJson => (JsonObject)_config.Original.DeepClone();

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, KvCache? cache = null, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var x = model.embed_tokens.call(inputIds);                                           // [B, T, C]
        if (_config.IsGemma) x = x * tensor(Math.Sqrt(HiddenSize), x.dtype);
        var rope = _config.Rope.At(positionIds, x.dtype);
        var masks = new Dictionary<int, Tensor>();
        for (var i = 0; i < LayerCount; i++)
        {
            hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
            x = model.layers[i].Run(x, Mask(i), rope, cache);
        }
        x = model.norm.Run(x);
        hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
        return x.MoveToOuterDisposeScope();

        Tensor Mask(int layer)
        {
            var window = _config.Windows.Count > 0 ? _config.Windows[layer] : null;
            if (!masks.TryGetValue(window ?? 0, out var mask))
                masks[window ?? 0] = mask = AttentionMask.Causal(attentionMask, inputIds.size(1), window).to(x.dtype);
            return mask;
        }
    }

    public override Tensor Logits(Tensor hidden) => lm_head?.Run(hidden) ?? functional.linear(hidden, model.embed_tokens.weight!);

    public override KvCache NewCache(long batch, long length) => new(LayerCount, batch, _config.KeyValueHeadCount, length, _config.HeadSize);

    protected override CausalModel NewOfSameShape() => new RotaryDecoder(_config);

    protected override bool IsNorm(string parameter) => parameter.Contains("norm", StringComparison.Ordinal);

    protected override double NormStart => _config.IsGemma ? 0 : 1;

    protected override bool IsResidualProjection(string parameter) => false;
}

internal sealed class RotaryTrunk : Module
{
    internal readonly Embedding embed_tokens;
    internal readonly ModuleList<RotaryBlock> layers;
    internal readonly RmsNorm norm;

    public RotaryTrunk(RotaryDecoderConfig c) : base(nameof(RotaryTrunk))
    {
        embed_tokens = Embedding(c.VocabularySize, c.HiddenSize, padding_idx: c.PadId, dtype: WeightType.Current);
        layers = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(i => new RotaryBlock(c, i))]);
        norm = new(c.HiddenSize, c.NormEpsilon, c.IsGemma);
        RegisterComponents();
    }
}

internal sealed class RotaryBlock : Module
{
    private readonly RmsNorm input_layernorm, post_attention_layernorm;
    private readonly RotaryAttention self_attn;
    private readonly GatedMlp mlp;

    public RotaryBlock(RotaryDecoderConfig c, int layer) : base(nameof(RotaryBlock))
    {
        input_layernorm = new(c.HiddenSize, c.NormEpsilon, c.IsGemma);
        self_attn = new(c, layer);
        post_attention_layernorm = new(c.HiddenSize, c.NormEpsilon, c.IsGemma);
        mlp = new(c);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, (Tensor Cos, Tensor Sin) rope, KvCache? cache)   // [B, T, C]
    {
        using var scope = NewDisposeScope();
        x = x + self_attn.Run(input_layernorm.Run(x), mask, rope, cache);
        return (x + mlp.Run(post_attention_layernorm.Run(x))).MoveToOuterDisposeScope();
    }
}

internal sealed class RotaryAttention : Module
{
    private readonly RotaryDecoderConfig _config;
    private readonly int _layer;
    private readonly Projection q_proj, k_proj, v_proj, o_proj;

    public RotaryAttention(RotaryDecoderConfig c, int layer) : base(nameof(RotaryAttention))
    {
        (_config, _layer) = (c, layer);
        q_proj = new(c.HiddenSize, c.HeadCount * c.HeadSize, c.QueryKeyValueBias);
        k_proj = new(c.HiddenSize, c.KeyValueHeadCount * c.HeadSize, c.QueryKeyValueBias);
        v_proj = new(c.HiddenSize, c.KeyValueHeadCount * c.HeadSize, c.QueryKeyValueBias);
        o_proj = new(c.HeadCount * c.HeadSize, c.HiddenSize, c.OutputBias);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, (Tensor Cos, Tensor Sin) rope, KvCache? cache)
    {
        var (batch, length) = (x.size(0), x.size(1));
        Tensor Heads(Projection map, int count) => map.Run(x).view(batch, length, count, _config.HeadSize).transpose(1, 2);   // [B, nh, T, hs]

        var queries = Rope.Turn(Heads(q_proj, _config.HeadCount), rope.Cos, rope.Sin);
        var keys = Rope.Turn(Heads(k_proj, _config.KeyValueHeadCount), rope.Cos, rope.Sin);
        var values = Heads(v_proj, _config.KeyValueHeadCount);
        if (cache is not null) (keys, values) = cache.Append(_layer, keys, values);

        var mixed = length == 1 ? MixGrouped(queries, keys, values, mask)
            : functional.scaled_dot_product_attention(queries, ForEveryQuery(keys), ForEveryQuery(values), mask);
        return o_proj.Run(mixed.transpose(1, 2).reshape(batch, length, _config.HeadCount * _config.HeadSize));
    }

    /// <summary>With one place, the queries of a group can stand where places do: the cache then needs no copy for every query head.</summary>
    private Tensor MixGrouped(Tensor queries, Tensor keys, Tensor values, Tensor mask)
    {
        var grouped = queries.reshape(queries.size(0), _config.KeyValueHeadCount, -1, _config.HeadSize);   // [B, kvHeads, group, hs]
        return functional.scaled_dot_product_attention(grouped, keys, values, mask).reshape(queries.shape);
    }

    /// <summary>[B, kvHeads, T, hs] → [B, nh, T, hs]: each head of keys serves a group of queries.</summary>
    private Tensor ForEveryQuery(Tensor x)
    {
        var group = _config.HeadCount / _config.KeyValueHeadCount;
        return group == 1 ? x : x.repeat_interleave(group, 1);
    }
}

internal sealed class GatedMlp : Module
{
    private readonly Projection gate_proj, up_proj, down_proj;
    private readonly string _activation;

    public GatedMlp(RotaryDecoderConfig c) : base(nameof(GatedMlp))
    {
        gate_proj = new(c.HiddenSize, c.InnerSize, c.MlpBias);
        up_proj = new(c.HiddenSize, c.InnerSize, c.MlpBias);
        down_proj = new(c.InnerSize, c.HiddenSize, c.MlpBias);
        _activation = c.Activation;
        RegisterComponents();
    }

    public Tensor Run(Tensor x) => down_proj.Run(Activations.Apply(_activation, gate_proj.Run(x)) * up_proj.Run(x));
}
