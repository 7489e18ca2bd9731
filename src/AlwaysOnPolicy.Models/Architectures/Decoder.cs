using System.Text.Json.Nodes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The decoder of which all families but GPT-2 are configurations: Llama and what differs from it by norms, positions, names and numbers.</summary>
public sealed class Decoder : CausalModel
{
    private readonly DecoderTrunk _trunk;
    private DecoderConfig _config;
    private Projection? _head;

    internal Decoder(DecoderConfig config) : base(nameof(Decoder))
    {
        _config = config;
        _trunk = new(config);
        var path = config.Names.Trunk.TrimEnd('.').Split('.');
        register_module(path[0], path.Skip(1).Reverse().Aggregate((Module)_trunk, (inner, name) => new Step(name, inner)));
        if (!config.TieEmbeddings) register_module(config.Names.Head, _head = new(config.HiddenSize, config.VocabularySize, hasBias: false, isHead: true));
        KeepParameters();
    }

    /// <inheritdoc/>
    public override string ModelType => _config.Original["model_type"]!.GetValue<string>();

    /// <inheritdoc/>
    public override int HiddenSize => _config.HiddenSize;

    /// <inheritdoc/>
    public override int VocabularySize => _config.VocabularySize;

    /// <inheritdoc/>
    public override int LayerCount => _config.LayerCount;

    /// <inheritdoc/>
    public override int MaxPositions => _config.MaxPositions;
    internal override (string, string) TransformersNames => _config.Classes;
    internal override string TrunkPrefix => _config.Names.Trunk;
    internal override string EmbeddingName => TrunkPrefix + _config.EmbeddingName;
    internal override string HeadName => _config.Names.Head;
    internal override int QueryWidth => _config.HeadCount * _config.HeadSize;
    internal override int KeyWidth => _config.KeyValueHeadCount * _config.HeadSize;
    internal override string BlocksName => _config.Names.Blocks;
    internal override IReadOnlyList<string> LoraTargets => _config.LoraTargets;
    internal override bool TiesHead => _head is null;
    internal override JsonObject ConfigJson => Options(_config.Original, _config.IsTiedByConfig)!;

    internal override bool IsConstant(string stored) => stored.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal)
        || stored.EndsWith(".attention.bias", StringComparison.Ordinal) || stored.EndsWith(".attention.masked_bias", StringComparison.Ordinal);

    internal override string? OwnName(string stored) => _config.Rename(stored) is { } name ? base.OwnName(name) : null;

    /// <inheritdoc/>
    public override Tensor Hidden(Tensor inputIds, Tensor attentionMask, Tensor positionIds, ICollection<Tensor>? hiddenStates = null)
    {
        using var scope = RecomputesBlocks ? null : NewDisposeScope();
        var places = TokenPlaces.Of(attentionMask);
        var x = _trunk.Embed(places.Pack(inputIds.reshape(-1)), places.Pack(positionIds.reshape(-1)));               // [N, C]
        var ropes = new Dictionary<Rope, (Tensor, Tensor)>(ReferenceEqualityComparer.Instance);
        var masks = new Dictionary<int, Tensor>();
        for (var i = 0; i < LayerCount; i++)
        {
            hiddenStates?.Add(Kept(places.Spread(x)));
            var (block, mask, turn) = (_trunk.Blocks[i], Mask(i), Turn(i));
            x = Through(input => block.Run(input, places, mask, turn), x);
        }
        x = places.Spread(_trunk.LastNorm.Run(x));
        hiddenStates?.Add(Kept(x.alias()));
        return Kept(x);

        Tensor Kept(Tensor result) => scope is null ? result : result.MoveToOuterDisposeScope();

        Tensor Mask(int layer)
        {
            var window = _config.Windows.Count > 0 ? _config.Windows[layer] : null;
            if (!masks.TryGetValue(window ?? 0, out var mask))
                masks[window ?? 0] = mask = AttentionMask.Causal(attentionMask, window).to(x.dtype);
            return mask;
        }

        (Tensor, Tensor)? Turn(int layer)
        {
            if (_config.Ropes[layer] is not { } rope) return null;
            if (!ropes.TryGetValue(rope, out var turn)) ropes[rope] = turn = rope.At(positionIds, x.dtype);
            return turn;
        }
    }

    /// <inheritdoc/>
    public override Tensor Logits(Tensor hidden)
    {
        var logits = Predict(hidden);
        if (_config.LogitDivisor != 1) logits = logits / _config.LogitDivisor;
        return _config.LogitCap is { } cap ? (logits / cap).tanh() * cap : logits;
    }

    private protected override ILinearMap? HeadMap => (ILinearMap?)_head ?? _trunk.Embedding;

    /// <inheritdoc/>
    public override Tensor LogitsBackward(Tensor hidden, Tensor onLogits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (_config.LogitCap is { } cap)
        {
            var share = Logits(hidden) / cap;                       // tanh of what was capped
            onLogits = onLogits * (1 - share.square());
        }
        if (_config.LogitDivisor != 1) onLogits = onLogits / _config.LogitDivisor;
        return base.LogitsBackward(hidden, onLogits).MoveToOuterDisposeScope();
    }

    internal override DecodingPlan ForRows() => new()
    {
        Embedding = _trunk.Embedding,
        EmbeddingScale = _config.EmbeddingScale,
        Positions = _trunk.Positions(),
        PositionOffset = _config.PositionOffset ?? 0,
        HeadCount = _config.HeadCount,
        KeyValueHeadCount = _config.KeyValueHeadCount,
        HeadSize = _config.HeadSize,
        Layers = [.. _trunk.Blocks.Select(b => b.ForRows())],
        LastNorm = _trunk.LastNorm.ForRows(),
        LogitDivisor = _config.LogitDivisor,
        LogitCap = _config.LogitCap,
    };

    internal override bool OutgrowsCache(int before, int after) => _config.Ropes.Any(r => r?.ChangesBetween(before, after) == true);

    internal override void Untie()
    {
        register_module(HeadName, _head = HeadOf(_trunk.Embedding));
        _config = _config with { TieEmbeddings = false };
    }

    /// <inheritdoc/>
    protected override CausalModel NewOfSameShape() => new Decoder(_config);

    /// <inheritdoc/>
    protected override bool IsNorm(string parameter) => parameter.Contains("norm", StringComparison.Ordinal);

    /// <inheritdoc/>
    protected override double NormStart => _config.Norm == NormKind.RmsFromOne ? 0 : 1;

    /// <inheritdoc/>
    protected override bool IsResidualProjection(string parameter) => false;

    /// <summary>Its parts are registered under the family's names, not those of the fields.</summary>
    protected override void RegisterComponents() { }

    /// <summary>A step of the trunk's path, which has one child.</summary>
    private sealed class Step : NamedParts
    {
        public Step(string name, Module inner) : base(name) => register_module(name, inner);
    }
}

internal sealed class DecoderTrunk : NamedParts
{
    private readonly DecoderConfig _config;
    private readonly Embedding? _positions;

    public DecoderTrunk(DecoderConfig c) : base(nameof(DecoderTrunk))
    {
        _config = c;
        register_module(c.Names.Embedding, Embedding = new(c.VocabularySize, c.HiddenSize, c.PadId));
        if (c.PositionOffset is { } offset)
            register_module(c.Names.Positions, _positions = nn.Embedding(c.MaxPositions + offset, c.HiddenSize, dtype: WeightType.Current));
        register_module(c.Names.Blocks, Blocks = ModuleList([.. Enumerable.Range(0, c.LayerCount).Select(i => new DecoderBlock(c, i))]));
        register_module(c.Names.LastNorm, LastNorm = Norm.Of(c.Norm, c.HiddenSize, c.NormEpsilon));
    }

    public TokenEmbedding Embedding { get; }

    /// <summary>The table of places, a handle of the caller's own; null where there is none.</summary>
    public Tensor? Positions() => _positions?.weight!.DetachFromDisposeScope();
    public ModuleList<DecoderBlock> Blocks { get; }
    public Norm LastNorm { get; }

    public Tensor Embed(Tensor ids, Tensor positions)
    {
        var x = Embedding.Run(ids);
        if (_config.EmbeddingScale != 1) x = x * tensor(_config.EmbeddingScale, x.dtype);
        return _positions is null ? x : x + _positions.call(positions + _config.PositionOffset!.Value);
    }
}

internal sealed class DecoderBlock : NamedParts
{
    private readonly double _scale;
    private readonly bool _isParallel;
    private readonly Norm? _beforeAttention, _afterAttention, _beforeMlp, _afterMlp;
    private readonly DecoderAttention _attention;
    private readonly DecoderMlp _mlp;

    public DecoderBlock(DecoderConfig c, int layer) : base(nameof(DecoderBlock))
    {
        (_scale, _isParallel) = (c.ResidualScale, c.IsParallel);
        _beforeAttention = NormOf(c.Names.BeforeAttention);
        _afterAttention = NormOf(c.Names.AfterAttention);
        _beforeMlp = NormOf(c.Names.BeforeMlp);
        _afterMlp = NormOf(c.Names.AfterMlp);
        register_module(c.Names.Attention, _attention = new(c, layer));
        _mlp = new(c);
        if (c.Names.Mlp is { } name) register_module(name, _mlp);
        else
            foreach (var (child, module) in _mlp.named_children()) register_module(child, module);

        Norm? NormOf(string? name)
        {
            if (name is null) return null;
            var norm = Norm.Of(c.Norm, c.HiddenSize, c.NormEpsilon);
            register_module(name, norm);
            return norm;
        }
    }

    public Tensor Run(Tensor x, TokenPlaces places, Tensor mask, (Tensor Cos, Tensor Sin)? rope)   // [N, C]
    {
        using var scope = NewDisposeScope();
        var read = Through(_beforeAttention, x);
        var attended = Add(x, Through(_afterAttention, _attention.Run(read, places, mask, rope)));
        var mlpRead = !_isParallel ? Through(_beforeMlp, attended) : _beforeMlp is null ? read : _beforeMlp.Run(x);
        return Add(attended, Through(_afterMlp, _mlp.Run(mlpRead))).MoveToOuterDisposeScope();
    }

    public DecodingLayer ForRows() => new()
    {
        BeforeAttention = _beforeAttention?.ForRows(),
        AfterAttention = _afterAttention?.ForRows(),
        BeforeMlp = _beforeMlp?.ForRows(),
        AfterMlp = _afterMlp?.ForRows(),
        Attention = _attention.ForRows(),
        Mlp = _mlp.ForRows(),
        IsParallel = _isParallel,
        ResidualScale = (float)_scale,
    };

    private static Tensor Through(Norm? norm, Tensor x) => norm?.Run(x) ?? x;

    private Tensor Add(Tensor x, Tensor branch) => x + (_scale == 1 ? branch : branch * _scale);
}
