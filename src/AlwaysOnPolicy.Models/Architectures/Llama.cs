using System.Text.Json.Nodes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of Llama's config.json shapes the model or its arithmetic.</summary>
public sealed record LlamaConfig : ICausalConfig
{
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int InnerSize { get; init; }
    public required int LayerCount { get; init; }
    public required int HeadCount { get; init; }

    /// <summary>Heads of keys and values; each serves HeadCount / KeyValueHeadCount query heads.</summary>
    public required int KeyValueHeadCount { get; init; }
    public required int HeadSize { get; init; }
    public required int MaxPositions { get; init; }
    public double NormEpsilon { get; init; } = 1e-6;
    public bool TieEmbeddings { get; init; }
    public bool AttentionBias { get; init; }
    public bool MlpBias { get; init; }

    /// <summary>The base of the rotary wavelengths.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>The padding's row of the embedding gets no gradient from being looked up, as in transformers.</summary>
    public int? PadId { get; init; }
    internal Rope? Rope { get; init; }
    internal JsonObject? Original { get; init; }

    Int128 ICausalConfig.ParameterCount => ((Int128)VocabularySize * HiddenSize * (TieEmbeddings ? 1 : 2))
        + ((Int128)LayerCount * HiddenSize * ((2 * (Int128)(HeadCount + KeyValueHeadCount) * HeadSize) + (3 * (Int128)InnerSize)));

    CausalModel ICausalConfig.Create() => new Llama(this);

    internal static LlamaConfig Read(ConfigFile file)
    {
        file.Require("hidden_act", "silu", "silu");
        file.Require("pretraining_tp", 1, 1);
        file.Require("partial_rotary_factor", 1.0, 1.0);
        var (hidden, heads, vocabulary) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"));
        var shared = file.Size("num_key_value_heads", heads);
        file.RequireMultiple("num_attention_heads", heads, "num_key_value_heads", shared);
        if (file.Json["head_dim"] is null) file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        var headSize = file.Size("head_dim", hidden / heads);
        if (headSize % 2 != 0) throw file.Wrong("head_dim", $"is {headSize}; rotary positions need an even number");
        return new LlamaConfig
        {
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            InnerSize = file.Size("intermediate_size"),
            LayerCount = file.Size("num_hidden_layers"),
            HeadCount = heads,
            KeyValueHeadCount = shared,
            HeadSize = headSize,
            MaxPositions = file.Size("max_position_embeddings", 2048),
            NormEpsilon = file.Positive("rms_norm_eps", 1e-6),
            TieEmbeddings = file.Get("tie_word_embeddings", false),
            AttentionBias = file.Get("attention_bias", false),
            MlpBias = file.Get("mlp_bias", false),
            PadId = file.TokenId("pad_token_id", vocabulary),
            Rope = Rope.Read(file, headSize),
            Original = file.Json,
        };
    }
}

/// <summary>Llama (Touvron et al. 2023): RMS norms, rotary positions, grouped queries, SwiGLU. SmolLM2 is one.</summary>
public sealed class Llama : CausalModel
{
    private readonly LlamaConfig _config;
    private readonly Rope _rope;
    private readonly LlamaTrunk model;
    private readonly Projection? lm_head;

    public Llama(LlamaConfig config) : base(nameof(Llama))
    {
        _config = config;
        _rope = config.Rope ?? new Rope(config.HeadSize, config.RopeTheta);
        model = new(config);
        if (!config.TieEmbeddings) lm_head = new(config.HiddenSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
        KeepParameters();
    }

    public override string ModelType => "llama";
    public override int HiddenSize => _config.HiddenSize;
    public override int VocabularySize => _config.VocabularySize;
    public override int LayerCount => _config.LayerCount;
    public override int MaxPositions => _config.MaxPositions;
    internal override (string, string) TransformersNames => ("LlamaForCausalLM", "LlamaForSequenceClassification");
    internal override string TrunkPrefix => "model.";
    internal override bool IsConstant(string stored) => stored.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);
    internal override JsonObject ConfigJson => (JsonObject?)_config.Original?.DeepClone() ?? new JsonObject
    {
        ["vocab_size"] = _config.VocabularySize,
        ["hidden_size"] = _config.HiddenSize,
        ["intermediate_size"] = _config.InnerSize,
        ["num_hidden_layers"] = _config.LayerCount,
        ["num_attention_heads"] = _config.HeadCount,
        ["num_key_value_heads"] = _config.KeyValueHeadCount,
        ["head_dim"] = _config.HeadSize,
        ["max_position_embeddings"] = _config.MaxPositions,
        ["rms_norm_eps"] = _config.NormEpsilon,
        ["rope_theta"] = _config.RopeTheta,
        ["tie_word_embeddings"] = _config.TieEmbeddings,
        ["attention_bias"] = _config.AttentionBias,
        ["mlp_bias"] = _config.MlpBias,
        ["hidden_act"] = "silu",
        ["attention_dropout"] = 0.0,
        ["pad_token_id"] = _config.PadId,
    };

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, KvCache? cache = null, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var mask = AttentionMask.Causal(attentionMask, inputIds.size(1));
        var rope = _rope.At(positionIds);
        var x = model.embed_tokens.call(inputIds);                                           // [B, T, C]
        for (var i = 0; i < LayerCount; i++)
        {
            hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
            x = model.layers[i].Run(x, mask, rope, cache);
        }
        x = model.norm.Run(x);
        hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
        return x.MoveToOuterDisposeScope();
    }

    public override Tensor Logits(Tensor hidden) => functional.linear(hidden, lm_head?.weight ?? model.embed_tokens.weight!);

    public override KvCache NewCache(long batch, long length) => new(LayerCount, batch, _config.KeyValueHeadCount, length, _config.HeadSize);

    protected override CausalModel NewOfSameShape() => new Llama(_config);

    protected override bool IsNorm(string parameter) => parameter.Contains("norm", StringComparison.Ordinal);

    protected override bool IsResidualProjection(string parameter) => false;
}

internal sealed class LlamaTrunk : Module
{
    internal readonly Embedding embed_tokens;
    internal readonly ModuleList<LlamaBlock> layers;
    internal readonly RmsNorm norm;

    public LlamaTrunk(LlamaConfig c) : base(nameof(LlamaTrunk))
    {
        embed_tokens = Embedding(c.VocabularySize, c.HiddenSize, padding_idx: c.PadId);
        layers = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(i => new LlamaBlock(c, i))]);
        norm = new(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }
}

internal sealed class LlamaBlock : Module
{
    private readonly RmsNorm input_layernorm, post_attention_layernorm;
    private readonly LlamaAttention self_attn;
    private readonly LlamaMlp mlp;

    public LlamaBlock(LlamaConfig c, int layer) : base(nameof(LlamaBlock))
    {
        input_layernorm = new(c.HiddenSize, c.NormEpsilon);
        self_attn = new(c, layer);
        post_attention_layernorm = new(c.HiddenSize, c.NormEpsilon);
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

internal sealed class LlamaAttention : Module
{
    private readonly LlamaConfig _config;
    private readonly int _layer;
    private readonly Projection q_proj, k_proj, v_proj, o_proj;

    public LlamaAttention(LlamaConfig c, int layer) : base(nameof(LlamaAttention))
    {
        (_config, _layer) = (c, layer);
        q_proj = new(c.HiddenSize, c.HeadCount * c.HeadSize, c.AttentionBias);
        k_proj = new(c.HiddenSize, c.KeyValueHeadCount * c.HeadSize, c.AttentionBias);
        v_proj = new(c.HiddenSize, c.KeyValueHeadCount * c.HeadSize, c.AttentionBias);
        o_proj = new(c.HeadCount * c.HeadSize, c.HiddenSize, c.AttentionBias);
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

internal sealed class LlamaMlp : Module
{
    private readonly Projection gate_proj, up_proj, down_proj;

    public LlamaMlp(LlamaConfig c) : base(nameof(LlamaMlp))
    {
        gate_proj = new(c.HiddenSize, c.InnerSize, c.MlpBias);
        up_proj = new(c.HiddenSize, c.InnerSize, c.MlpBias);
        down_proj = new(c.InnerSize, c.HiddenSize, c.MlpBias);
        RegisterComponents();
    }

    public Tensor Run(Tensor x) => down_proj.Run(functional.silu(gate_proj.Run(x)) * up_proj.Run(x));
}

/// <summary>Root-mean-square norm (Zhang and Sennrich 2019).</summary>
internal sealed class RmsNorm : Module
{
    private readonly Parameter weight;
    private readonly double _epsilon;

    public RmsNorm(int size, double epsilon) : base(nameof(RmsNorm))
    {
        weight = Parameter(ones(size));
        _epsilon = epsilon;
        RegisterComponents();
    }

    public Tensor Run(Tensor x) => x * (x.square().mean([-1], keepdim: true) + _epsilon).rsqrt() * weight;
}
