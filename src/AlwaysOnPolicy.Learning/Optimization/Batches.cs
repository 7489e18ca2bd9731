using AlwaysOnPolicy.Models.Randomness;
using static TorchSharp.torch;

namespace AlwaysOnPolicy.Learning.Optimization;

/// <summary>Which rows go together, and rows of token ids padded to the longest of them.</summary>
public static class Batches
{
    /// <summary>One epoch: every row once, in random order. The last batch of the order may be smaller; none is dropped.</summary>
    /// <param name="lengths">The length of each row.</param>
    /// <param name="window">1 takes the batches from the order as it is drawn. More sorts each window of so many batches by length before
    /// it is cut, and puts the batches of the window into random order: less padding, and batches of alike rows.</param>
    public static IEnumerable<int[]> Epoch(IReadOnlyList<int> lengths, int batchSize, int window, SeededRandom random)
    {
        var order = random.Permutation(lengths.Count);
        if (window == 1) return order.Chunk(batchSize);
        return order.Chunk(batchSize * window).SelectMany(rows =>
        {
            var batches = rows.OrderBy(r => lengths[r]).Chunk(batchSize).ToArray();
            random.Shuffle(batches);
            return batches;
        });
    }

    /// <summary>Each row begins at column 0 and is filled up behind its end.</summary>
    /// <returns>Ids and mask (1 on the rows' own tokens, else 0), both [B, T] int64.</returns>
    public static (Tensor Ids, Tensor Mask) PadRight(IReadOnlyList<int[]> rows, int padId) => Pad(rows, padId, left: false);

    /// <summary>Each row ends at the last column and is filled up before its begin.</summary>
    /// <inheritdoc cref="PadRight"/>
    public static (Tensor Ids, Tensor Mask) PadLeft(IReadOnlyList<int[]> rows, int padId) => Pad(rows, padId, left: true);

    private static (Tensor Ids, Tensor Mask) Pad(IReadOnlyList<int[]> rows, int padId, bool left)
    {
        var width = rows.Max(r => r.Length);
        var ids = new long[rows.Count * width];
        var mask = new long[rows.Count * width];
        Array.Fill(ids, padId);
        for (var b = 0; b < rows.Count; b++)
        {
            var begin = b * width + (left ? width - rows[b].Length : 0);
            for (var t = 0; t < rows[b].Length; t++) ids[begin + t] = rows[b][t];
            mask.AsSpan(begin, rows[b].Length).Fill(1);
        }
        return (tensor(ids, rows.Count, width), tensor(mask, rows.Count, width));
    }
}
