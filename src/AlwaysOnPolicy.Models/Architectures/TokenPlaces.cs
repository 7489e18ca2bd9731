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

    private TokenPlaces(long batch, long length, Tensor? index, TokenRun[]? runs) => (Batch, Length, _index, Runs) = (batch, length, index, runs);

    /// <summary>B.</summary>
    public long Batch { get; }

    /// <summary>T.</summary>
    public long Length { get; }

    /// <summary>N.</summary>
    public long Count => _index?.size(0) ?? Batch * Length;

    /// <summary>Where each row's tokens lie; null where a row has padding between tokens.</summary>
    public IReadOnlyList<TokenRun>? Runs { get; }

    /// <param name="mask">1 on real tokens, else 0, [B, T].</param>
    public static TokenPlaces Of(Tensor mask)
    {
        var (batch, length) = (mask.size(0), mask.size(1));
        using var scope = NewDisposeScope();
        var index = mask.reshape(-1).nonzero().squeeze(-1);
        var isLittle = index.size(0) > (1 - LeastPadding) * batch * length;
        return new(batch, length, isLittle ? null : index.MoveToOuterDisposeScope(), RunsOf(mask, isLittle));
    }

    private static TokenRun[]? RunsOf(Tensor mask, bool withPadding)
    {
        var isToken = mask.to(ScalarType.Bool).cpu().data<bool>().ToArray();
        var (rows, length) = ((int)mask.size(0), (int)mask.size(1));
        var runs = new TokenRun[rows];
        var packed = 0;
        for (var row = 0; row < rows; row++)
        {
            var own = isToken.AsSpan(row * length, length);
            var first = Math.Max(0, own.IndexOf(true));
            var count = own.LastIndexOf(true) + 1 - first;
            if (own.Slice(first, count).Contains(false)) return null;
            runs[row] = new(withPadding ? (row * length) + first : packed, first, count);
            packed += count;
        }
        return runs;
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

/// <summary>The tokens of one row, which are neighbours.</summary>
/// <param name="Start">Of the first among the N that a trunk runs over.</param>
/// <param name="First">Of the first among the row's places.</param>
/// <param name="Length">How many; 0 where all is padding.</param>
internal readonly record struct TokenRun(int Start, int First, int Length);
