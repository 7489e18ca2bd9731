using System.Text.Json.Nodes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of Llama's config.json shapes the model or its arithmetic.</summary>
public sealed record LlamaConfig
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
    internal Rope Rope { get; init; } = null!;
    internal JsonObject Original { get; init; } = null!;

    internal static LlamaConfig Read(ConfigFile file)
    {
        file.Require("hidden_act", "silu", "silu");
        file.Require("pretraining_tp", 1, 1);
        var (hidden, heads) = (file.Get<int>("hidden_size"), file.Get<int>("num_attention_heads"));
        var headSize = file.Get("head_dim", hidden / heads);
        return new LlamaConfig
        {
            VocabularySize = file.Get<int>("vocab_size"),
            HiddenSize = hidden,
            InnerSize = file.Get<int>("intermediate_size"),
            LayerCount = file.Get<int>("num_hidden_layers"),
            HeadCount = heads,
            KeyValueHeadCount = file.Get("num_key_value_heads", heads),
            HeadSize = headSize,
            MaxPositions = file.Get("max_position_embeddings", 2048),
            NormEpsilon = file.Get("rms_norm_eps", 1e-6),
            TieEmbeddings = file.Get("tie_word_embeddings", false),
            AttentionBias = file.Get("attention_bias", false),
            MlpBias = file.Get("mlp_bias", false),
            Rope = Rope.Read(file, headSize),
            Original = file.Json,
        };
    }
}

/// <summary>Llama (Touvron et al. 2023): RMS norms, rotary positions, grouped queries, SwiGLU. SmolLM2 is one.</summary>
public sealed class Llama : CausalModel
{
    private readonly LlamaConfig _config;
    private readonly LlamaTrunk model;
    private readonly Linear? lm_head;

    public Llama(LlamaConfig config) : base(nameof(Llama))
    {
        _config = config;
        model = new(config);
        if (!config.TieEmbeddings) lm_head = Linear(config.HiddenSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
    }

    public override string ModelType => "llama";
    public override int HiddenSize => _config.HiddenSize;
    public override int VocabularySize => _config.VocabularySize;
    public override int LayerCount => _config.LayerCount;
    public override int MaxPositions => _config.MaxPositions;
    internal override (string, string) TransformersNames => ("LlamaForCausalLM", "LlamaForSequenceClassification");
    internal override JsonObject ConfigJson => (JsonObject)_config.Original.DeepClone();

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, KvCache? cache = null, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var hidden = model.Run(inputIds, AttentionMask(attentionMask, inputIds.shape[1]), _config.Rope.At(positionIds), cache, hiddenStates);
        foreach (var state in hiddenStates ?? []) state.MoveToOuterDisposeScope();
        return hidden.MoveToOuterDisposeScope();
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
    private readonly ModuleList<LlamaBlock> layers;
    private readonly RmsNorm norm;

    public LlamaTrunk(LlamaConfig c) : base(nameof(LlamaTrunk))
    {
        embed_tokens = Embedding(c.VocabularySize, c.HiddenSize);
        layers = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(i => new LlamaBlock(c, i))]);
        norm = new(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor ids, Tensor mask, (Tensor Cos, Tensor Sin) rope, KvCache? cache, ICollection<Tensor>? states)
    {
        var x = embed_tokens.call(ids);                                    // [B, T, C]
        foreach (var layer in layers)
        {
            states?.Add(x);
            x = layer.Run(x, mask, rope, cache);
        }
        x = norm.Run(x);
        states?.Add(x);
        return x;
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
        x = x + self_attn.Run(input_layernorm.Run(x), mask, rope, cache);
        return x + mlp.Run(post_attention_layernorm.Run(x));
    }
}

internal sealed class LlamaAttention : Module
{
    private readonly LlamaConfig _config;
    private readonly int _layer;
    private readonly Linear q_proj, k_proj, v_proj, o_proj;

    public LlamaAttention(LlamaConfig c, int layer) : base(nameof(LlamaAttention))
    {
        (_config, _layer) = (c, layer);
        q_proj = Linear(c.HiddenSize, c.HeadCount * c.HeadSize, c.AttentionBias);
        k_proj = Linear(c.HiddenSize, c.KeyValueHeadCount * c.HeadSize, c.AttentionBias);
        v_proj = Linear(c.HiddenSize, c.KeyValueHeadCount * c.HeadSize, c.AttentionBias);
        o_proj = Linear(c.HeadCount * c.HeadSize, c.HiddenSize, c.AttentionBias);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, (Tensor Cos, Tensor Sin) rope, KvCache? cache)
    {
        var (batch, length) = (x.shape[0], x.shape[1]);
        Tensor Heads(Linear map, int count) => map.call(x).view(batch, length, count, _config.HeadSize).transpose(1, 2);   // [B, nh, T, hs]

        var queries = Rope.Turn(Heads(q_proj, _config.HeadCount), rope.Cos, rope.Sin);
        var keys = Rope.Turn(Heads(k_proj, _config.KeyValueHeadCount), rope.Cos, rope.Sin);
        var values = Heads(v_proj, _config.KeyValueHeadCount);
        if (cache is not null) (keys, values) = cache.Append(_layer, keys, values);

        var mixed = functional.scaled_dot_product_attention(queries, ForEveryQuery(keys), ForEveryQuery(values), mask);
        return o_proj.call(mixed.transpose(1, 2).reshape(batch, length, _config.HeadCount * _config.HeadSize));
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
    private readonly Linear gate_proj, up_proj, down_proj;

    public LlamaMlp(LlamaConfig c) : base(nameof(LlamaMlp))
    {
        gate_proj = Linear(c.HiddenSize, c.InnerSize, c.MlpBias);
        up_proj = Linear(c.HiddenSize, c.InnerSize, c.MlpBias);
        down_proj = Linear(c.InnerSize, c.HiddenSize, c.MlpBias);
        RegisterComponents();
    }

    public Tensor Run(Tensor x) => down_proj.call(functional.silu(gate_proj.call(x)) * up_proj.call(x));
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
