using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>What of T5's config.json shapes the model or its arithmetic: T5 1.0, 1.1 and FLAN-T5.</summary>
internal sealed record T5Config : IModelConfig<T5>
{
    public required int VocabularySize { get; init; }
    public required int HiddenSize { get; init; }
    public required int HeadSize { get; init; }
    public required int HeadCount { get; init; }
    public required int InnerSize { get; init; }
    public required int EncoderLayerCount { get; init; }
    public required int DecoderLayerCount { get; init; }
    public required int BucketCount { get; init; }
    public required int MaxDistance { get; init; }
    public required double NormEpsilon { get; init; }
    public required string Activation { get; init; }

    /// <summary>Whether the MLP multiplies two projections (1.1) or has one (1.0).</summary>
    public required bool IsGated { get; init; }

    /// <summary>Whether the head is the embedding itself (1.0).</summary>
    public required bool TieEmbeddings { get; init; }

    /// <summary>Whether the head reads the decoder's output times HiddenSize^−½; where config.json does not say, a tied head does.</summary>
    public required bool ScaleOutputs { get; init; }

    /// <summary>What the decoder's input begins with.</summary>
    public required int DecoderStartId { get; init; }

    public Int128 ParameterCount => ((Int128)VocabularySize * HiddenSize * (TieEmbeddings ? 1 : 2))
        + ((Int128)(EncoderLayerCount + (2 * DecoderLayerCount)) * 4 * HiddenSize * HeadCount * HeadSize)
        + ((Int128)(EncoderLayerCount + DecoderLayerCount) * (IsGated ? 3 : 2) * HiddenSize * InnerSize);

    public T5 Create() => new(this);

    /// <summary>Both stacks look words up in the shared embedding, whatever copies of it a file holds; the first T5 files have a bias that nothing
    /// reads.</summary>
    public string? Rename(string stored) => stored switch
    {
        "encoder.embed_tokens.weight" or "decoder.embed_tokens.weight" => null,
        "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight" => null,
        "lm_head.weight" when TieEmbeddings => null,
        _ => stored,
    };

    public static T5Config Read(ConfigFile file)
    {
        file.Require("model_type", "t5", "t5");
        file.Require("is_encoder_decoder", true, true);
        var kind = file.Get("feed_forward_proj", "relu");
        var (gated, name) = kind.StartsWith("gated-", StringComparison.Ordinal) ? (true, kind["gated-".Length..]) : (false, kind);
        var activation = kind == "gated-gelu" ? "gelu_new" : name;    // T5 1.1's own form
        if (!Activations.Names.Contains(activation)) throw file.Wrong("feed_forward_proj", $"is '{kind}', which is not supported");
        file.Require("dense_act_fn", activation, activation);
        file.Require("is_gated_act", gated, gated);
        var tied = file.Get("tie_word_embeddings", true);
        var (layers, vocabulary) = (file.Size("num_layers", 6), file.Size("vocab_size"));
        var (buckets, distance) = (file.Size("relative_attention_num_buckets", 32), file.Size("relative_attention_max_distance", 128));
        if (buckets < 4 || distance <= buckets / 2) throw file.Wrong("relative_attention_num_buckets", $"is {buckets}, which does not fit a largest distance " +
            $"of {distance}");
        return new T5Config
        {
            VocabularySize = vocabulary,
            HiddenSize = file.Size("d_model"),
            HeadSize = file.Size("d_kv"),
            HeadCount = file.Size("num_heads"),
            InnerSize = file.Size("d_ff"),
            EncoderLayerCount = layers,
            DecoderLayerCount = file.Size("num_decoder_layers", layers),
            BucketCount = buckets,
            MaxDistance = distance,
            NormEpsilon = file.Positive("layer_norm_epsilon", 1e-6),
            Activation = activation,
            IsGated = gated,
            TieEmbeddings = tied,
            ScaleOutputs = file.Get("scale_decoder_outputs", tied),
            DecoderStartId = file.TokenId("decoder_start_token_id", vocabulary) ?? file.TokenId("pad_token_id", vocabulary) ?? 0,
        };
    }
}

/// <summary>T5 (Raffel et al. 2020): an encoder and a decoder with RMS norms and learnt biases for relative positions; scores are not scaled.</summary>
internal sealed class T5 : Module
{
    private readonly Embedding shared;
    private readonly T5Stack encoder, decoder;
    private readonly Projection? lm_head;

    public T5(T5Config config) : base(nameof(T5))
    {
        Config = config;
        shared = Embedding(config.VocabularySize, config.HiddenSize);
        encoder = new(config, isDecoder: false);
        decoder = new(config, isDecoder: true);
        if (!config.TieEmbeddings) lm_head = new(config.HiddenSize, config.VocabularySize, hasBias: false);
        RegisterComponents();
        foreach (var parameter in parameters()) parameter.DetachFromDisposeScope();   // it outlives the scope in which it is made
    }

    public T5Config Config { get; }

    /// <param name="inputIds">[B, S] int64.</param>
    /// <param name="attentionMask">1 on real tokens, else 0, [B, S].</param>
    /// <param name="hiddenStates">Where given, receives the embeddings and each block's output, the last after the final norm.</param>
    /// <returns>[B, S, C].</returns>
    public Tensor Encode(Tensor inputIds, Tensor attentionMask, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var x = shared.call(inputIds);
        return encoder.Run(x, AttentionMask.Padding(attentionMask).to(x.dtype), null, null, hiddenStates).MoveToOuterDisposeScope();
    }

    /// <param name="decoderIds">[B, T] int64, the first of them <see cref="T5Config.DecoderStartId"/>.</param>
    /// <param name="encoded">What <see cref="Encode"/> gave, [B, S, C].</param>
    /// <param name="attentionMask">Of the encoder's input, [B, S].</param>
    /// <returns>Logits of the next token at each place, [B, T, V].</returns>
    public Tensor Decode(Tensor decoderIds, Tensor encoded, Tensor attentionMask, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = NewDisposeScope();
        var x = shared.call(decoderIds);
        var causal = AttentionMask.Causal(ones_like(decoderIds)).to(x.dtype);
        x = decoder.Run(x, causal, encoded, AttentionMask.Padding(attentionMask).to(x.dtype), hiddenStates);
        if (Config.ScaleOutputs) x = x * Math.Pow(Config.HiddenSize, -0.5);
        var logits = lm_head?.Run(x) ?? functional.linear(x, shared.weight!);
        return logits.MoveToOuterDisposeScope();
    }

    /// <summary>What a stack adds to its attention scores for the relative positions, before any mask: [1, heads, length, length].</summary>
    internal Tensor PositionBias(bool ofDecoder, long length) => (ofDecoder ? decoder : encoder).PositionBias(length);
}

internal sealed class T5Stack : Module
{
    private readonly ModuleList<T5Block> block;
    private readonly RmsNorm final_layer_norm;

    public T5Stack(T5Config c, bool isDecoder) : base(nameof(T5Stack))
    {
        block = ModuleList([.. Enumerable.Range(0, isDecoder ? c.DecoderLayerCount : c.EncoderLayerCount).Select(i => new T5Block(c, i, isDecoder))]);
        final_layer_norm = new(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor PositionBias(long length) => block[0].PositionBias(length);

    public Tensor Run(Tensor x, Tensor mask, Tensor? encoded, Tensor? encodedMask, ICollection<Tensor>? hiddenStates)
    {
        var scores = PositionBias(x.size(1)) + mask;                                         // [B, nh, T, T]; block 0's serves all blocks
        foreach (var layer in block)
        {
            hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
            x = layer.Run(x, scores, encoded, encodedMask);
        }
        x = final_layer_norm.Run(x);
        hiddenStates?.Add(x.alias().MoveToOuterDisposeScope());
        return x;
    }
}

internal sealed class T5Block : Module
{
    private readonly ModuleList<T5Branch> layer;

    public T5Block(T5Config c, int index, bool isDecoder) : base(nameof(T5Block))
    {
        var attention = new T5Branch(c, new T5Attention(c, hasPositions: index == 0, isDecoder), null, null);
        var mlp = new T5Branch(c, null, null, new T5Mlp(c));
        layer = isDecoder
            ? ModuleList(attention, new T5Branch(c, null, new T5Attention(c, hasPositions: false, isDecoder), null), mlp)
            : ModuleList(attention, mlp);
        RegisterComponents();
    }

    public Tensor PositionBias(long length) => layer[0].SelfAttention!.PositionBias(length);

    public Tensor Run(Tensor x, Tensor scores, Tensor? encoded, Tensor? encodedMask)
    {
        using var scope = NewDisposeScope();
        foreach (var branch in layer) x = x + branch.Run(x, scores, encoded, encodedMask);
        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>A norm and then one of three: attention within the stack, attention to the encoder, MLP.</summary>
internal sealed class T5Branch : Module
{
    internal readonly T5Attention? SelfAttention;
    private readonly T5Attention? EncDecAttention;
    private readonly T5Mlp? DenseReluDense;
    private readonly RmsNorm layer_norm;

    public T5Branch(T5Config c, T5Attention? own, T5Attention? cross, T5Mlp? mlp) : base(nameof(T5Branch))
    {
        (SelfAttention, EncDecAttention, DenseReluDense) = (own, cross, mlp);
        layer_norm = new(c.HiddenSize, c.NormEpsilon);
        RegisterComponents();
    }

    public Tensor Run(Tensor x, Tensor scores, Tensor? encoded, Tensor? encodedMask)
    {
        x = layer_norm.Run(x);
        return SelfAttention?.Run(x, x, scores) ?? EncDecAttention?.Run(x, encoded!, encodedMask!) ?? DenseReluDense!.Run(x);
    }
}

internal sealed class T5Attention : Module
{
    private readonly T5Config _config;
    private readonly bool _isDecoder;
    private readonly Projection q, k, v, o;
    private readonly Embedding? relative_attention_bias;

    public T5Attention(T5Config c, bool hasPositions, bool isDecoder) : base(nameof(T5Attention))
    {
        (_config, _isDecoder) = (c, isDecoder);
        var width = c.HeadCount * c.HeadSize;
        q = new(c.HiddenSize, width, hasBias: false);
        k = new(c.HiddenSize, width, hasBias: false);
        v = new(c.HiddenSize, width, hasBias: false);
        o = new(width, c.HiddenSize, hasBias: false);
        if (hasPositions) relative_attention_bias = Embedding(c.BucketCount, c.HeadCount);
        RegisterComponents();
    }

    /// <param name="x">Asks, [B, T, C].</param>
    /// <param name="seen">Is asked, [B, S, C].</param>
    /// <param name="added">To the scores, broadcast to [B, nh, T, S].</param>
    public Tensor Run(Tensor x, Tensor seen, Tensor added)
    {
        Tensor Heads(Projection map, Tensor of) => map.Run(of).view(of.size(0), of.size(1), _config.HeadCount, _config.HeadSize).transpose(1, 2);
        // scaled_dot_product_attention divides by √headSize; T5 does not.
        var mixed = functional.scaled_dot_product_attention(Heads(q, x) * Math.Sqrt(_config.HeadSize), Heads(k, seen), Heads(v, seen), added);
        return o.Run(mixed.transpose(1, 2).reshape(x.size(0), x.size(1), -1));
    }

    public Tensor PositionBias(long length)
    {
        using var scope = NewDisposeScope();
        var places = arange(length, ScalarType.Int64);
        var buckets = Bucket(places.unsqueeze(0) - places.unsqueeze(1));                     // key − query, [T, T]
        return relative_attention_bias!.call(buckets).permute(2, 0, 1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Near distances have a bucket each, far ones share buckets by their logarithm; an encoder tells the sides apart.</summary>
    private Tensor Bucket(Tensor distance)
    {
        var count = _isDecoder ? _config.BucketCount : _config.BucketCount / 2;
        var side = _isDecoder ? zeros_like(distance) : distance.gt(0).to(ScalarType.Int64) * count;
        distance = _isDecoder ? (-distance).clamp_min(0) : distance.abs();
        var exact = count / 2;
        var far = (distance.to(ScalarType.Float32) / exact).log() / Math.Log((double)_config.MaxDistance / exact) * (count - exact);
        return side + where(distance.lt(exact), distance, (exact + far.clamp_min(0).to(ScalarType.Int64)).clamp_max(count - 1));
    }
}

internal sealed class T5Mlp : Module
{
    private readonly Projection? wi, wi_0, wi_1;
    private readonly Projection wo;
    private readonly string _activation;

    public T5Mlp(T5Config c) : base(nameof(T5Mlp))
    {
        if (c.IsGated) (wi_0, wi_1) = (new(c.HiddenSize, c.InnerSize, hasBias: false), new(c.HiddenSize, c.InnerSize, hasBias: false));
        else wi = new(c.HiddenSize, c.InnerSize, hasBias: false);
        wo = new(c.InnerSize, c.HiddenSize, hasBias: false);
        _activation = c.Activation;
        RegisterComponents();
    }

    public Tensor Run(Tensor x) => wo.Run(wi is null
        ? Activations.Apply(_activation, wi_0!.Run(x)) * wi_1!.Run(x)
        : Activations.Apply(_activation, wi.Run(x)));
}
