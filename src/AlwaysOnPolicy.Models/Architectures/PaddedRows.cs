using static TorchSharp.torch;

namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>Rows of token ids, filled up to the longest of them.</summary>
public static class PaddedRows
{
    /// <summary>Each row begins at column 0.</summary>
    /// <param name="padId">Any id of the vocabulary: what is padding says the mask.</param>
    /// <param name="leastWidth">T is not less.</param>
    /// <returns>Ids and mask (1 on the rows' own tokens, else 0), both [B, T] int64.</returns>
    public static (Tensor Ids, Tensor Mask) Right(IReadOnlyList<int[]> rows, int padId = 0, int leastWidth = 0) => Pad(rows, padId, leastWidth, left: false);

    /// <summary>Each row ends at the last column.</summary>
    /// <inheritdoc cref="Right"/>
    public static (Tensor Ids, Tensor Mask) Left(IReadOnlyList<int[]> rows, int padId = 0, int leastWidth = 0) => Pad(rows, padId, leastWidth, left: true);

    private static (Tensor Ids, Tensor Mask) Pad(IReadOnlyList<int[]> rows, int padId, int leastWidth, bool left)
    {
        var width = Math.Max(leastWidth, rows.Max(r => r.Length));
        var ids = new long[rows.Count * width];
        var mask = new long[rows.Count * width];
        Array.Fill(ids, padId);
        for (var b = 0; b < rows.Count; b++)
        {
            var begin = (b * width) + (left ? width - rows[b].Length : 0);
            for (var t = 0; t < rows[b].Length; t++) ids[begin + t] = rows[b][t];
            mask.AsSpan(begin, rows[b].Length).Fill(1);
        }
        return (tensor(ids, rows.Count, width), tensor(mask, rows.Count, width));
    }
}
