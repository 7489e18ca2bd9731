using System.Text.Json.Nodes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of ModernBERT's config.json shapes the model or its arithmetic.</summary>
internal sealed record ModernBertConfig : IModelConfig<ModernBert>
{
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int InnerSize { get; init; }
    public required int LayerCount { get; init; }
    public required int HeadCount { get; init; }
    public required int MaxPositions { get; init; }
    public required double NormEpsilon { get; init; }
    public required string Activation { get; init; }
    public required string HeadActivation { get; init; }
    public required bool NormBias { get; init; }
    public required bool AttentionBias { get; init; }
    public required bool MlpBias { get; init; }
    public required bool HeadBias { get; init; }

    /// <summary>Whether the classifier reads the mean of all places, not the first alone.</summary>
    public required bool IsMeanPooled { get; init; }

    /// <summary>How many places a layer sees on either side; null is all. Indexed by layer.</summary>
    public required IReadOnlyList<int?> Reaches { get; init; }
    public required IReadOnlyList<Rope> Ropes { get; init; }
    public required int? PadId { get; init; }
    public required JsonObject Json { get; init; }

    public Int128 ParameterCount => ((Int128)VocabularySize * HiddenSize) +
        ((Int128)LayerCount * HiddenSize * ((4 * (Int128)HiddenSize) + (3 * (Int128)InnerSize)));

    public ModernBert Create() => new(this);

    /// <summary>Only the encoder is built: what stands on it is left out.</summary>
    public string? Rename(string stored) => IsHead(stored) ? null : stored.StartsWith(ModernBertClassifier.Trunk, StringComparison.Ordinal)
        ? stored[ModernBertClassifier.Trunk.Length..] : stored;

    public static bool IsHead(string stored) => new[] { "head.", "decoder.", "classifier." }.Any(p => stored.StartsWith(p, StringComparison.Ordinal));

    public static ModernBertConfig Read(ConfigFile file)
    {
        file.Require("model_type", "modernbert", "modernbert");
        file.Require("classifier_pooling", "cls", "cls", "mean");
        var (hidden, heads, vocabulary, layers) = (file.Size("hidden_size"), file.Size("num_attention_heads"), file.Size("vocab_size"),
            file.Size("num_hidden_layers"));
        file.RequireMultiple("hidden_size", hidden, "num_attention_heads", heads);
        var every = file.Size("global_attn_every_n_layers", 3);
        var types = LayerTypes.Read(file, layers, i => i % every != 0);
        var full = Rope.Read(file, hidden / heads, new RopeDefaults { ThetaKey = "global_rope_theta", Theta = 160000, LayerType = LayerTypes.Full });
        var local = Rope.Read(file, hidden / heads, new RopeDefaults { ThetaKey = "local_rope_theta", LayerType = LayerTypes.Sliding });
        return new ModernBertConfig
        {
            VocabularySize = vocabulary,
            HiddenSize = hidden,
            InnerSize = file.Size("intermediate_size"),
            LayerCount = layers,
            HeadCount = heads,
            MaxPositions = file.Size("max_position_embeddings", 8192),
            NormEpsilon = file.Positive("norm_eps", 1e-5),
            Activation = Activations.Read(file, "hidden_activation", "gelu"),
            HeadActivation = Activations.Read(file, "classifier_activation", "gelu"),
            NormBias = file.Get("norm_bias", false),
            AttentionBias = file.Get("attention_bias", false),
            MlpBias = file.Get("mlp_bias", false),
            HeadBias = file.Get("classifier_bias", false),
            IsMeanPooled = file.Get("classifier_pooling", "cls") == "mean",
            Reaches = LayerTypes.Windows(file, types, file.Size("local_attention", 128) / 2),
            Ropes = [.. types.Select(t => t == LayerTypes.Sliding ? local : full)],
            PadId = file.TokenId("pad_token_id", vocabulary),
            Json = file.Json,
        };
    }
}

/// <summary>ModernBERT (Warner et al. 2024): an encoder with rotary positions, gated MLPs, and windows on most layers.</summary>
internal sealed class ModernBert : Encoder
{
    private readonly ModernBertConfig _config;
    private readonly ModernBertEmbeddings embeddings;
    private readonly ModuleList<ModernBertLayer> layers;
    private readonly CenteredNorm final_norm;

    public ModernBert(ModernBertConfig c) : base(nameof(ModernBert))
    {
        _config = c;
        embeddings = new(c);
        layers = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(i => new ModernBertLayer(c, i))]);
        final_norm = new(c.HiddenSize, c.NormEpsilon, c.NormBias);
        RegisterComponents();
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();   // it outlives the scope in which it is made
    }

    public override int MaxPositions => _config.MaxPositions;

    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor? typeIds = null, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var x = embeddings.Run(inputIds);                                                    // [B, T, C]
        var positions = arange(inputIds.size(1), ScalarType.Int64).unsqueeze(0);
        var ropes = _config.Ropes.Distinct().ToDictionary(r => r, r => r.At(positions, x.dtype));
        var padding = AttentionMask.Padding(attentionMask).to(x.dtype);
        var masks = _config.Reaches.Distinct().ToDictionary(r => r ?? -1, r => r is { } reach ? padding +
            AttentionMask.Around(inputIds.size(1), reach).to(x.dtype) : padding);
        for (var i = 0; i < layers.Count; i++)
        {
            hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
            x = layers[i].Run(x, masks[_config.Reaches[i] ?? -1], ropes[_config.Ropes[i]]);
        }
        x = final_norm.Run(x);
        hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
        return x.MoveToOuterDisposeScope();
    }
}

internal sealed class ModernBertEmbeddings : Module
{
    private readonly Embedding tok_embeddings;
    private readonly CenteredNorm norm;

    public ModernBertEmbeddings(ModernBertConfig c) : base(nameof(ModernBertEmbeddings))
    {
        tok_embeddings = Embedding(c.VocabularySize, c.HiddenSize, padding_idx: c.PadId);
        norm = new(c.HiddenSize, c.NormEpsilon, c.NormBias);
        RegisterComponents();
    }

    public Tensor Run(Tensor ids) => norm.Run(tok_embeddings.call(ids));
}

internal sealed class ModernBertLayer : Module
{
    private readonly CenteredNorm? attn_norm;
    private readonly ModernBertAttention attn;
    private readonly CenteredNorm mlp_norm;
    private readonly ModernBertMlp mlp;

    public ModernBertLayer(ModernBertConfig c, int layer) : base(nameof(ModernBertLayer))
    {
        if (layer > 0) attn_norm = new(c.HiddenSize, c.NormEpsilon, c.NormBias);   // the first layer reads the embeddings' own norm
        attn = new(c);
        mlp_norm = new(c.HiddenSize, c.NormEpsilon, c.NormBias);
        mlp = new(c);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, (Tensor Cos, Tensor Sin) rope)
    {
        using var scope = NewDisposeScope();
        x = x + attn.Run(attn_norm?.Run(x) ?? x, mask, rope);
        return (x + mlp.Run(mlp_norm.Run(x))).MoveToOuterDisposeScope();
    }
}

internal sealed class ModernBertAttention : Module
{
    private readonly int _heads;
    private readonly Projection Wqkv, Wo;

    public ModernBertAttention(ModernBertConfig c) : base(nameof(ModernBertAttention))
    {
        _heads = c.HeadCount;
        Wqkv = new(c.HiddenSize, 3 * c.HiddenSize, c.AttentionBias);
        Wo = new(c.HiddenSize, c.HiddenSize, c.AttentionBias);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor mask, (Tensor Cos, Tensor Sin) rope)
    {
        var (batch, length, width) = (x.size(0), x.size(1), x.size(2));
        var parts = Wqkv.Run(x).view(batch, length, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0);   // [B, nh, T, hs]
        var mixed = functional.scaled_dot_product_attention(Rope.Turn(parts[0], rope.Cos, rope.Sin), Rope.Turn(parts[1], rope.Cos, rope.Sin), parts[2], mask);
        return Wo.Run(mixed.transpose(1, 2).reshape(batch, length, width));
    }
}

internal sealed class ModernBertMlp : Module
{
    private readonly Projection Wi, Wo;
    private readonly string _activation;

    public ModernBertMlp(ModernBertConfig c) : base(nameof(ModernBertMlp))
    {
        Wi = new(c.HiddenSize, 2 * c.InnerSize, c.MlpBias);
        Wo = new(c.InnerSize, c.HiddenSize, c.MlpBias);
        _activation = c.Activation;
        RegisterComponents();
    }

    public Tensor Run(Tensor x)
    {
        var halves = Wi.Run(x).chunk(2, -1);
        return Wo.Run(Activations.Apply(_activation, halves[0]) * halves[1]);
    }
}
