using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Keys and values of the tokens seen so far, in tensors allocated once: [layer] of [B, heads, length, headSize].</summary>
public sealed class KvCache : IDisposable
{
    private readonly Tensor[] _keys, _values;

    internal KvCache(int layers, long batch, long heads, long length, long headSize)
    {
        Length = length;
        Tensor Allocate() => zeros(batch, heads, length, headSize).DetachFromDisposeScope();
        _keys = [.. Enumerable.Range(0, layers).Select(_ => Allocate())];
        _values = [.. Enumerable.Range(0, layers).Select(_ => Allocate())];
    }

    /// <summary>Most tokens it can hold.</summary>
    public long Length { get; }

    /// <summary>Tokens it holds.</summary>
    public long Used { get; private set; }

    /// <summary>Of one token of one row, in all layers.</summary>
    internal long BytesAToken => _keys.Concat(_values).Sum(t => t.size(1) * t.size(3) * t.ElementSize);

    /// <summary>Stores a layer's new keys and values [B, heads, T, headSize] and gives all so far. The last layer's call moves the end.</summary>
    internal (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var added = keys.size(2);
        var all = (Put(_keys[layer], keys, added), Put(_values[layer], values, added));
        if (layer == _keys.Length - 1) Used += added;
        return all;
    }

    private Tensor Put(Tensor all, Tensor added, long count)
    {
        using (var place = all.narrow(2, Used, count)) place.copy_(added).Dispose();
        return all.narrow(2, 0, Used + count);
    }

    /// <summary>Forgets all tokens.</summary>
    internal void Clear() => Used = 0;

    /// <summary>Keeps only these rows of the batch, in this order.</summary>
    internal void SelectRows(Tensor rows)
    {
        foreach (var list in new[] { _keys, _values })
            for (var i = 0; i < list.Length; i++)
            {
                var kept = list[i].index_select(0, rows).DetachFromDisposeScope();
                list[i].Dispose();
                list[i] = kept;
            }
    }

    /// <summary>Frees keys and values.</summary>
    public void Dispose()
    {
        foreach (var tensor in _keys.Concat(_values)) tensor.Dispose();
    }
}
