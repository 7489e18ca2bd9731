using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>For each row those of its cluster that stand before it, the nearest first (ties by index), as many as fit; more are looked up when these have
/// gone.</summary>
internal sealed class EarlierNeighbours
{
    private const int Most = 16, FewLeft = Most / 4;

    // Rows that stay in the second-level cache while all others pass.
    private const int Block = 6 * PackedRows<float>.Group;

    private readonly float[][] _embeddings;
    private readonly bool[] _gone;
    private readonly int[][] _clusters;
    private readonly int[] _clusterOf;
    private readonly long[] _nearest;   // of each row a place for so many, the nearest first (Entry)
    private readonly int[] _counts;
    private readonly CancellationToken _cancel;

    /// <param name="gone">Rows that are there no more; the caller sets it.</param>
    public EarlierNeighbours(IReadOnlyList<float[]> embeddings, IReadOnlyList<int> clusters, bool[] gone, CancellationToken cancel)
    {
        (_embeddings, _gone, _cancel) = ([.. embeddings], gone, cancel);
        _clusters = [.. Enumerable.Range(0, embeddings.Count).GroupBy(i => clusters[i]).Select(g => g.ToArray())];
        (_clusterOf, _counts) = (new int[embeddings.Count], new int[embeddings.Count]);
        _nearest = new long[embeddings.Count * Most];
        for (var k = 0; k < _clusters.Length; k++)
        {
            foreach (var row in _clusters[k]) _clusterOf[row] = k;
            Fill(_clusters[k], _clusters[k]);
        }
    }

    /// <summary>The nearest that is still there.</summary>
    /// <returns>Null where there is none. Where <c>IsThere</c> is false, no neighbour that is there comes before this one: <see cref="LookUp"/> finds
    /// it.</returns>
    public (int Row, float Cosine, bool IsThere)? Nearest(int row)
    {
        var count = _counts[row];
        for (var at = row * Most; at < (row * Most) + count; at++)
            if (!_gone[RowOf(_nearest[at])]) return (RowOf(_nearest[at]), CosineOf(_nearest[at]), true);
        var last = (row * Most) + count - 1;
        return count < Most ? null : (RowOf(_nearest[last]), CosineOf(_nearest[last]), false);
    }

    /// <summary>Looks up the neighbours anew that are still there, also for other rows of the cluster that have few left.</summary>
    public void LookUp(int row)
    {
        int[] there = [.. _clusters[_clusterOf[row]].Where(i => !_gone[i])];
        Fill(there, [.. there.Where(i => i == row || (_counts[i] == Most && Left(i) <= FewLeft))]);
    }

    private int Left(int row)
    {
        var left = 0;
        foreach (var neighbour in _nearest.AsSpan(row * Most, _counts[row])) left += _gone[RowOf(neighbour)] ? 0 : 1;
        return left;
    }

    /// <param name="members">Ascending.</param>
    /// <param name="wanted">Some of them, ascending.</param>
    private void Fill(int[] members, int[] wanted)
    {
        using var right = PackedRows<float>.Of(Rows(members));
        using var left = ReferenceEquals(members, wanted) ? right : PackedRows<float>.Of(Rows(wanted));
        var blocks = (wanted.Length + Block - 1) / Block;

        // The last blocks have the most to do.
        Parallel.For(0, blocks, new ParallelOptions { CancellationToken = _cancel }, number =>
        {
            var (from, to) = ((blocks - 1 - number) * Block, Math.Min(wanted.Length, (blocks - number) * Block));
            for (var i = from; i < to; i++) _counts[wanted[i]] = 0;
            left.Multiply(from, to, right, Array.BinarySearch(members, wanted[to - 1]), (first, other, cosines) =>
            {
                var others = members.AsSpan(other, Math.Min(PackedRows<float>.Panel, members.Length - other));
                for (var i = first; i < Math.Min(to, first + PackedRows<float>.Group); i++)
                    Insert(wanted[i], others, cosines.Slice((i - first) * PackedRows<float>.Panel, PackedRows<float>.Panel));
            });
        });
    }

    private float[][] Rows(int[] rows) => Array.ConvertAll(rows, i => _embeddings[i]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(int row, ReadOnlySpan<int> others, ReadOnlySpan<float> cosines)
    {
        var nearest = _nearest.AsSpan(row * Most, Most);
        var count = _counts[row];
        var floor = count < Most ? float.NegativeInfinity : CosineOf(nearest[^1]);
        var end = others.Length;
        while (end > 0 && others[end - 1] >= row) end--;
        for (var from = 0; from < end; from += Vector512<float>.Count)
        {
            // Of each sixteen mostly none is near enough, or one.
            var above = Vector512.GreaterThan(Vectors.At(cosines, from), Vector512.Create(floor)).ExtractMostSignificantBits();
            for (; above != 0; above &= above - 1)
            {
                var i = from + BitOperations.TrailingZeroCount(above);
                if (i >= end) break;
                if (!(cosines[i] > floor)) continue;
                var entry = Entry(cosines[i], others[i]);
                var at = Math.Min(count, Most - 1);
                for (; at > 0 && nearest[at - 1] < entry; at--) nearest[at] = nearest[at - 1];
                nearest[at] = entry;
                if (count < Most) count++;
                if (count == Most) floor = CosineOf(nearest[^1]);
            }
        }
        _counts[row] = count;
    }

    /// <summary>A number that is greater for a greater cosine, and of equal ones for the row that stands before.</summary>
    private static long Entry(float cosine, int row)
    {
        var bits = BitConverter.SingleToInt32Bits(cosine + 0f);   // zero has one sign
        return ((long)Ordered(bits) << 32) | (uint)~row;
    }

    private static int RowOf(long entry) => ~(int)entry;

    private static float CosineOf(long entry) => BitConverter.Int32BitsToSingle(Ordered((int)(entry >> 32)));

    /// <summary>Bits of floats, of which negative ones fall, as integers that rise; and back.</summary>
    private static int Ordered(int bits) => bits ^ ((bits >> 31) & int.MaxValue);
}
