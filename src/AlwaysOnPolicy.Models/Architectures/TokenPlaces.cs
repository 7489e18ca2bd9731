using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>The places of a padded batch that hold tokens. A trunk runs over these alone, as [N, C], so that padding costs nothing but in attention, which
/// needs rows side by side.</summary>
/// <remarks>Where little is padded nothing is left out: N is then B·T.</remarks>
internal sealed class TokenPlaces
{
    // Below this share of padding, taking rows out and in again costs more than it saves.
    private const double LeastPadding = 0.1;

    private readonly Tensor? _index;   // [N] int64 into B·T

    private TokenPlaces(long batch, long length, Tensor? index) => (Batch, Length, _index) = (batch, length, index);

    /// <summary>B.</summary>
    public long Batch { get; }

    /// <summary>T.</summary>
    public long Length { get; }

    /// <param name="mask">1 on real tokens, else 0, [B, past + T].</param>
    /// <param name="length">T, the places at the end of the mask that are computed.</param>
    public static TokenPlaces Of(Tensor mask, long length)
    {
        var batch = mask.size(0);
        if (length == 1) return new(batch, length, null);
        using var scope = NewDisposeScope();
        var index = mask.narrow(1, mask.size(1) - length, length).reshape(-1).nonzero().squeeze(-1);
        return index.size(0) > (1 - LeastPadding) * batch * length ? new(batch, length, null) : new(batch, length, index.MoveToOuterDisposeScope());
    }

    /// <summary>[B·T, …] → [N, …].</summary>
    public Tensor Pack(Tensor x) => _index is null ? x : x.index_select(0, _index);

    /// <summary>[N, W] → [B, T, W], 0 on padding.</summary>
    public Tensor Spread(Tensor x)
    {
        var all = _index is null ? x : zeros([Batch * Length, x.size(1)], x.dtype, x.device).index_copy(0, _index, x);
        return all.view(Batch, Length, -1);
    }
}
