using System.Text.Json.Nodes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of GPT-2's config.json shapes the model or its arithmetic.</summary>
public sealed record Gpt2Config : ICausalConfig
{
    /// <summary>Tokens that have a row in the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the hidden states.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Blocks.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Heads of attention in a block.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Rows of the position embedding: the longest sequence, in tokens.</summary>
    public int MaxPositions { get; init; } = 1024;

    /// <summary>Width of the MLP; 4 · hidden unless config.json says otherwise.</summary>
    public int InnerSize { get; init; }

    /// <summary>What LayerNorm adds to the variance.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>gelu_new (the tanh form, GPT-2's own), gelu, relu, silu or tanh.</summary>
    public string Activation { get; init; } = "gelu_new";

    /// <summary>Divides attention scores by √headSize.</summary>
    public bool ScaleAttention { get; init; } = true;

    /// <summary>Divides the scores of layer i by i + 1 as well.</summary>
    public bool ScaleAttentionByInverseLayer { get; init; }

    /// <summary>Whether the head is the token embedding itself.</summary>
    public bool TieEmbeddings { get; init; } = true;

    internal JsonObject? Original { get; init; }
    internal bool IsTiedByConfig { get; init; }

    Int128 ICausalConfig.ParameterCount => ((((Int128)VocabularySize * (TieEmbeddings ? 1 : 2)) + MaxPositions) * HiddenSize) +
        ((Int128)LayerCount * HiddenSize * ((4 * HiddenSize) + (2 * (Int128)InnerSize)));

    string ICausalConfig.EmbeddingName => "wte.weight";

    ICausalConfig ICausalConfig.Tied(bool isTied) => this with { TieEmbeddings = isTied };

    CausalModel ICausalConfig.Create() => new Gpt2(this);

    internal static Gpt2Config Read(ConfigFile file)
    {
        file.Require("add_cross_attention", false, false);
        var (hidden, heads) = (file.Size("n_embd"), file.Size("n_head"));
        file.RequireMultiple("n_embd", hidden, "n_head", heads);
        var tied = file.Get("tie_word_embeddings", true);
        return new Gpt2Config
        {
            VocabularySize = file.Size("vocab_size"),
            HiddenSize = hidden,
            LayerCount = file.Size("n_layer"),
            HeadCount = heads,
            MaxPositions = file.Size("n_positions", 1024),
            InnerSize = file.Size("n_inner", 4 * hidden),
            NormEpsilon = file.Positive("layer_norm_epsilon", 1e-5),
            Activation = Activations.Read(file, "activation_function", "gelu_new"),
            ScaleAttention = file.Get("scale_attn_weights", true),
            ScaleAttentionByInverseLayer = file.Get("scale_attn_by_inverse_layer_idx", false),
            TieEmbeddings = tied,
            IsTiedByConfig = tied,
            Original = file.Json,
        };
    }
}

/// <summary>GPT-2 (Radford et al. 2019): learnt positions, norms before each branch, GELU, one matrix for queries, keys and values.</summary>
public sealed class Gpt2 : CausalModel
{
    private readonly Gpt2Trunk transformer;
    private Gpt2Config _config;
    private Projection? lm_head;

    /// <summary>A model with weights yet to be loaded or drawn.</summary>
    /// <param name="products">Bfloat16 holds the matrices of the blocks in it: for a model that is not trained.</param>
    public Gpt2(Gpt2Config config, ComputeType products = ComputeType.Float32) : base(nameof(Gpt2))
    {
        using var matrices = WeightType.SetMatrices(products);
        _config = config with { InnerSize = config.InnerSize == 0 ? 4 * config.HiddenSize : config.InnerSize };
        transformer = new(_config);
        if (!config.TieEmbeddings) lm_head = new(config.HiddenSize, config.VocabularySize, hasBias: false, isHead: true);
        RegisterComponents();
        KeepParameters();
    }

    /// <inheritdoc/>
    public override string ModelType => "gpt2";

    /// <inheritdoc/>
    public override int HiddenSize => _config.HiddenSize;

    /// <inheritdoc/>
    public override int VocabularySize => _config.VocabularySize;

    /// <inheritdoc/>
    public override int LayerCount => _config.LayerCount;

    /// <inheritdoc/>
    public override int MaxPositions => _config.MaxPositions;
    internal override (string, string) TransformersNames => ("GPT2LMHeadModel", "GPT2ForSequenceClassification");
    internal override string TrunkPrefix => "transformer.";
    internal override string EmbeddingName => TrunkPrefix + ((ICausalConfig)_config).EmbeddingName;
    internal override string BlocksName => "h";
    internal override IReadOnlyList<string> LoraTargets => ["c_attn"];
    internal override bool TiesHead => lm_head is null;
    internal override bool IsConstant(string stored) =>
        stored.EndsWith(".attn.bias", StringComparison.Ordinal) || stored.EndsWith(".attn.masked_bias", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = RecomputesBlocks ? null : NewDisposeScope();
        var places = TokenPlaces.Of(attentionMask);
        var x = transformer.Embed(places.Pack(inputIds.reshape(-1)), places.Pack(positionIds.reshape(-1)));          // [N, C]
        var mask = AttentionMask.Causal(attentionMask).to(x.dtype);
        for (var i = 0; i < LayerCount; i++)
        {
            hiddenStates?.Add(Kept(places.Spread(x)));
            var block = transformer.h[i];
            x = Through(input => block.Run(input, places, mask), x);
        }
        x = places.Spread(transformer.ln_f.call(x));
        hiddenStates?.Add(Kept(x.alias()));
        return Kept(x);

        Tensor Kept(Tensor result) => scope is null ? result : result.MoveToOuterDisposeScope();
    }

    private protected override ILinearMap? HeadMap => (ILinearMap?)lm_head ?? transformer.wte;

    /// <inheritdoc/>
    public override Tensor Logits(Tensor hidden) => Predict(hidden);

    internal override DecodingPlan ForRows() => new()
    {
        Embedding = transformer.wte,
        Positions = transformer.Positions(),
        HeadCount = _config.HeadCount,
        KeyValueHeadCount = _config.HeadCount,
        HeadSize = HiddenSize / _config.HeadCount,
        Layers = [.. transformer.h.Select(b => b.ForRows())],
        LastNorm = Gpt2Trunk.RowsOf(transformer.ln_f, _config.NormEpsilon),
    };

    /// <inheritdoc/>
    protected override CausalModel NewOfSameShape() => new Gpt2(_config);

    /// <inheritdoc/>
    protected override bool IsNorm(string parameter) => parameter.Contains(".ln_", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override bool IsResidualProjection(string parameter) => parameter.EndsWith("c_proj.weight", StringComparison.Ordinal);

    internal override void Untie()
    {
        register_module(HeadName, lm_head = HeadOf(transformer.wte));
        _config = _config with { TieEmbeddings = false };
    }

    internal override JsonObject ConfigJson => Options(_config.Original, _config.IsTiedByConfig) ?? new JsonObject
    {
        ["vocab_size"] = _config.VocabularySize,
        ["n_embd"] = _config.HiddenSize,
        ["n_layer"] = _config.LayerCount,
        ["n_head"] = _config.HeadCount,
        ["n_positions"] = _config.MaxPositions,
        ["n_inner"] = _config.InnerSize,
        ["layer_norm_epsilon"] = _config.NormEpsilon,
        ["activation_function"] = _config.Activation,
        ["scale_attn_weights"] = _config.ScaleAttention,
        ["scale_attn_by_inverse_layer_idx"] = _config.ScaleAttentionByInverseLayer,
        ["tie_word_embeddings"] = _config.TieEmbeddings,
        ["attn_pdrop"] = 0.0,
        ["embd_pdrop"] = 0.0,
        ["resid_pdrop"] = 0.0,
    };
}

/// <remarks>Inside, rows and places are one dimension, N: see <see cref="TokenPlaces"/>.</remarks>
internal sealed class Gpt2Trunk : Module
{
    internal readonly TokenEmbedding wte;
    internal readonly ModuleList<Gpt2Block> h;
    internal readonly LayerNorm ln_f;
    private readonly Embedding wpe;

    public Gpt2Trunk(Gpt2Config c) : base(nameof(Gpt2Trunk))
    {
        wte = new(c.VocabularySize, c.HiddenSize);
        wpe = Embedding(c.MaxPositions, c.HiddenSize, dtype: WeightType.Current);
        h = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(i => new Gpt2Block(c, i))]);
        ln_f = LayerNorm(c.HiddenSize, c.NormEpsilon, dtype: WeightType.Current);
        RegisterComponents();
    }

    /// <summary>A handle of the caller's own.</summary>
    public Tensor Positions() => wpe.weight!.DetachFromDisposeScope();

    public static RowNorm RowsOf(LayerNorm norm, double epsilon) => RowNorm.Of(NormKind.Layer, norm.weight!, norm.bias, epsilon);

    public Tensor Embed(Tensor ids, Tensor positions) => wte.Run(ids) + wpe.call(positions);
}

internal sealed class Gpt2Block : Module
{
    private readonly LayerNorm ln_1, ln_2;
    private readonly double _epsilon;
    private readonly Gpt2Attention attn;
    private readonly Gpt2Mlp mlp;

    public Gpt2Block(Gpt2Config c, int layer) : base(nameof(Gpt2Block))
    {
        _epsilon = c.NormEpsilon;
        ln_1 = LayerNorm(c.HiddenSize, c.NormEpsilon, dtype: WeightType.Current);
        attn = new(c, layer);
        ln_2 = LayerNorm(c.HiddenSize, c.NormEpsilon, dtype: WeightType.Current);
        mlp = new(c);
        RegisterComponents();
    }

    public DecodingLayer ForRows() => new()
    {
        BeforeAttention = Gpt2Trunk.RowsOf(ln_1, _epsilon),
        BeforeMlp = Gpt2Trunk.RowsOf(ln_2, _epsilon),
        Attention = attn.ForRows(),
        Mlp = mlp.ForRows(),
    };

    public Tensor Run(Tensor x, TokenPlaces places, Tensor mask)       // [N, C]
    {
        using var scope = NewDisposeScope();
        x = x + attn.Run(ln_1.call(x), places, mask);
        return (x + mlp.Run(ln_2.call(x))).MoveToOuterDisposeScope();
    }
}

internal sealed class Gpt2Attention : Module
{
    private readonly int _heads, _layer, _width;
    private readonly double _queryScale;
    private readonly Conv1D c_attn, c_proj;

    public Gpt2Attention(Gpt2Config c, int layer) : base(nameof(Gpt2Attention))
    {
        (_heads, _layer, _width) = (c.HeadCount, layer, c.HiddenSize);
        // scaled_dot_product_attention divides by √headSize itself: what is multiplied onto the queries is the rest.
        _queryScale = (c.ScaleAttention ? 1 : Math.Sqrt(c.HiddenSize / c.HeadCount)) / (c.ScaleAttentionByInverseLayer ? layer + 1 : 1);
        c_attn = new(c.HiddenSize, 3 * c.HiddenSize);
        c_proj = new(c.HiddenSize, c.HiddenSize);
        RegisterComponents();
    }

    public DecodingAttention ForRows() => new([c_attn], false, c_proj, null, new((float)(_queryScale / Math.Sqrt(_width / _heads)), null, null));

    public Tensor Run(Tensor x, TokenPlaces places, Tensor mask)
    {
        var joined = c_attn.Run(x);                                                          // [N, 3·C]
        if (PackedAttention.Fits(places, joined))
            return c_proj.Run(PackedAttention.Of(joined, places, _heads, _queryScale / Math.Sqrt(_width / _heads)));
        var parts = places.Spread(joined).view(places.Batch, -1, 3, _heads, _width / _heads).permute(2, 0, 3, 1, 4).unbind(0);
        var (queries, keys, values) = (parts[0], parts[1], parts[2]);                        // [B, nh, T, hs]
        if (_queryScale != 1) queries = queries * _queryScale;
        var mixed = functional.scaled_dot_product_attention(queries, keys, values, mask);
        return c_proj.Run(places.Pack(mixed.transpose(1, 2).reshape(-1, _width)));           // [N, C]
    }
}

internal sealed class Gpt2Mlp : Module
{
    private readonly Conv1D c_fc, c_proj;
    private readonly string _activation;

    public Gpt2Mlp(Gpt2Config c) : base(nameof(Gpt2Mlp))
    {
        c_fc = new(c.HiddenSize, c.InnerSize);
        c_proj = new(c.InnerSize, c.HiddenSize);
        _activation = c.Activation;
        RegisterComponents();
    }

    public DecodingMlp ForRows() => new([c_fc], IsGated: false, c_proj, _activation);

    public Tensor Run(Tensor x) => c_proj.Run(Activations.Apply(_activation, c_fc.Run(x)));
}

/// <summary>A linear layer whose weight is stored [in, out], as GPT-2's checkpoints have it.</summary>
internal sealed class Conv1D : Module, ILinearMap
{
    private readonly MatrixWeight weight;
    private readonly Parameter bias;

    public Conv1D(int inputs, int outputs) : base(nameof(Conv1D))
    {
        weight = new(WeightType.NewMatrix(inputs, outputs));
        bias = Parameter(WeightType.New(outputs));
        RegisterComponents();
    }

    public Parameter Weight => weight;
    public Parameter? Bias => bias;
    public bool IsInputsFirst => true;
    public LoraPair? Lora { get; set; }

    public Tensor Run(Tensor x)                                                              // [N, in] → [N, out]
    {
        var y = LinearProduct.Of(x, weight, bias, isInputsFirst: true);
        return Lora is null ? y : Lora.Add(x, y);
    }
}
