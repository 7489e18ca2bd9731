using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The shared decoder's attention: grouped queries, with what a family adds to them.</summary>
internal sealed class DecoderAttention : NamedParts
{
    private readonly DecoderConfig _config;
    private readonly int _layer;
    private readonly double _queryScale;
    private readonly Projection? _query, _key, _value, _queryKeyValue;
    private readonly Projection _output;
    private readonly Norm? _queryNorm, _keyNorm;

    public DecoderAttention(DecoderConfig c, int layer) : base(nameof(DecoderAttention))
    {
        (_config, _layer) = (c, layer);
        // scaled_dot_product_attention divides by √headSize itself: what is multiplied onto the queries is the rest.
        _queryScale = c.ScoreScale is { } scale ? scale * Math.Sqrt(c.HeadSize) : 1;
        var (queries, shared) = (c.HeadCount * c.HeadSize, c.KeyValueHeadCount * c.HeadSize);
        if (c.Names.QueryKeyValue is { } fused) register_module(fused, _queryKeyValue = new(c.HiddenSize, queries + (2 * shared), c.QueryKeyValueBias));
        else
        {
            register_module("q_proj", _query = new(c.HiddenSize, queries, c.QueryKeyValueBias));
            register_module("k_proj", _key = new(c.HiddenSize, shared, c.QueryKeyValueBias));
            register_module("v_proj", _value = new(c.HiddenSize, shared, c.QueryKeyValueBias));
        }
        register_module(c.Names.Output, _output = new(queries, c.HiddenSize, c.OutputBias));
        if (c.QueryKeyNorm == QueryKeyNorm.None) return;
        register_module(c.Names.QueryNorm, _queryNorm = NormOf(c.HeadCount));
        register_module(c.Names.KeyNorm, _keyNorm = NormOf(c.KeyValueHeadCount));
    }

    /// <param name="x">[N, C].</param>
    /// <param name="rope">Null turns nothing.</param>
    public Tensor Run(Tensor x, TokenPlaces places, Tensor mask, (Tensor Cos, Tensor Sin)? rope)
    {
        var (queries, keys, values) = Project(x, places);                                            // [B, nh, T, hs]
        if (rope is { } turn) (queries, keys) = (Rope.Turn(queries, turn.Cos, turn.Sin), Rope.Turn(keys, turn.Cos, turn.Sin));
        if (_queryScale != 1) queries = queries * _queryScale;

        if (_config.ScoreCap is null && !IsWindowed(places.Length) && PackedAttention.Fits(places, queries))
            return _output.Run(PackedAttention.Of(queries, keys, values, places, 1 / Math.Sqrt(_config.HeadSize)));
        var mixed = Mix(queries, ForEveryQuery(keys), ForEveryQuery(values), mask);
        return _output.Run(places.Pack(mixed.transpose(1, 2).reshape(-1, _config.HeadCount * _config.HeadSize)));
    }

    public DecodingAttention ForRows() => new(
        _queryKeyValue is null ? [_query!, _key!, _value!] : [_queryKeyValue], _config.IsFusedByHead, _output, _config.Ropes[_layer],
        new((float)(_queryScale / Math.Sqrt(_config.HeadSize)), (float?)_config.ScoreCap, _config.Windows.Count > 0 ? _config.Windows[_layer] : null))
    {
        NormKind = _config.QueryKeyNorm,
        QueryNorm = _queryNorm?.ForRows(),
        KeyNorm = _keyNorm?.ForRows(),
    };

    private bool IsWindowed(long length) => _config.Windows.Count > 0 && _config.Windows[_layer] < length;

    private (Tensor Queries, Tensor Keys, Tensor Values) Project(Tensor x, TokenPlaces places)
    {
        var (heads, shared) = (_config.HeadCount, _config.KeyValueHeadCount);
        if (_queryKeyValue is null)
            return (Normed(_query!.Run(x), heads, _queryNorm), Normed(_key!.Run(x), shared, _keyNorm), Heads(places.Spread(_value!.Run(x)), shared));
        var fused = places.Spread(_queryKeyValue.Run(x));
        if (_config.IsFusedByHead)
        {
            var parts = fused.view(places.Batch, places.Length, heads, 3, _config.HeadSize).permute(3, 0, 2, 1, 4).unbind(0);
            return (parts[0], parts[1], parts[2]);
        }
        var stacked = fused.split([heads * _config.HeadSize, shared * _config.HeadSize, shared * _config.HeadSize], -1);
        return (Heads(stacked[0], heads), Heads(stacked[1], shared), Heads(stacked[2], shared));

        Tensor Normed(Tensor y, int count, Norm? norm) =>
            norm is null ? Heads(places.Spread(y), count)
            : _config.QueryKeyNorm == QueryKeyNorm.Whole ? Heads(places.Spread(norm.Run(y)), count) : norm.Run(Heads(places.Spread(y), count));
    }

    private Tensor Heads(Tensor x, int count) => x.view(x.size(0), x.size(1), count, _config.HeadSize).transpose(1, 2);

    private Norm NormOf(int heads) => _config.QueryKeyNorm switch
    {
        QueryKeyNorm.Whole => Norm.Of(_config.Norm, heads * _config.HeadSize, _config.NormEpsilon),
        QueryKeyNorm.OwnHead => new HeadNorms(heads, _config.HeadSize, _config.NormEpsilon),
        _ => Norm.Of(_config.Norm, _config.HeadSize, _config.NormEpsilon),
    };

    private Tensor Mix(Tensor queries, Tensor keys, Tensor values, Tensor mask)
    {
        if (_config.ScoreCap is not { } cap) return functional.scaled_dot_product_attention(queries, keys, values, mask);
        var scores = queries.matmul(keys.transpose(-1, -2)) * (1 / (Math.Sqrt(_config.HeadSize) * cap));
        return ((scores.tanh() * cap) + mask).softmax(-1).matmul(values);
    }

    /// <summary>[B, kvHeads, T, hs] → [B, nh, T, hs]: each head of keys serves a group of queries.</summary>
    private Tensor ForEveryQuery(Tensor x)
    {
        var group = _config.HeadCount / _config.KeyValueHeadCount;
        return group == 1 ? x : x.repeat_interleave(group, 1);
    }
}
