using System.Runtime.CompilerServices;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>For each row those of its cluster that stand before it, the nearest first (ties by index), as many as fit; more are looked up when these have
/// gone.</summary>
internal sealed class EarlierNeighbours
{
    private const int Most = 16, FewLeft = Most / 4;

    // Rows of either side of a product: they stay in the second-level cache.
    private const int LeftBlock = 48, RightBlock = 96;

    private readonly float[][] _embeddings;
    private readonly bool[] _gone;
    private readonly int[][] _clusters;
    private readonly int[] _clusterOf;
    private readonly float[] _cosines;
    private readonly int[] _rows, _counts;
    private readonly CancellationToken _cancel;

    /// <param name="gone">Rows that are there no more; the caller sets it.</param>
    public EarlierNeighbours(IReadOnlyList<float[]> embeddings, IReadOnlyList<int> clusters, bool[] gone, CancellationToken cancel)
    {
        (_embeddings, _gone, _cancel) = ([.. embeddings], gone, cancel);
        _clusters = [.. Enumerable.Range(0, embeddings.Count).GroupBy(i => clusters[i]).Select(g => g.ToArray())];
        (_clusterOf, _counts) = (new int[embeddings.Count], new int[embeddings.Count]);
        (_cosines, _rows) = (new float[embeddings.Count * Most], new int[embeddings.Count * Most]);
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
            if (!_gone[_rows[at]]) return (_rows[at], _cosines[at], true);
        var last = (row * Most) + count - 1;
        return count < Most ? null : (_rows[last], _cosines[last], false);
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
        foreach (var neighbour in _rows.AsSpan(row * Most, _counts[row])) left += _gone[neighbour] ? 0 : 1;
        return left;
    }

    /// <param name="members">Ascending.</param>
    /// <param name="wanted">Some of them, ascending.</param>
    private void Fill(int[] members, int[] wanted)
    {
        var blocks = (wanted.Length + LeftBlock - 1) / LeftBlock;
        Parallel.For(0, blocks, new ParallelOptions { CancellationToken = _cancel }, block =>
        {
            var rows = wanted.AsSpan(block * LeftBlock, Math.Min(LeftBlock, wanted.Length - (block * LeftBlock)));
            float[][] left = [.. Rows(rows)];
            foreach (var row in rows) _counts[row] = 0;
            var products = new float[rows.Length * RightBlock];
            for (var from = 0; from < members.Length && members[from] < rows[^1]; from += RightBlock)
            {
                var others = members.AsSpan(from, Math.Min(RightBlock, members.Length - from));
                DotTiles.Multiply<float>(left, Rows(others), products);
                for (var i = 0; i < rows.Length; i++) Insert(rows[i], others, products.AsSpan(i * others.Length, others.Length));
            }
        });
    }

    private float[][] Rows(ReadOnlySpan<int> rows)
    {
        var picked = new float[rows.Length][];
        for (var i = 0; i < rows.Length; i++) picked[i] = _embeddings[rows[i]];
        return picked;
    }

    /// <summary>Equal ones keep the order in which they come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(int row, ReadOnlySpan<int> others, ReadOnlySpan<float> cosines)
    {
        var (start, count) = (row * Most, _counts[row]);
        var floor = count < Most ? float.NegativeInfinity : _cosines[start + Most - 1];
        for (var i = 0; i < others.Length && others[i] < row; i++)
        {
            if (!(cosines[i] > floor)) continue;
            var (at, last) = (start + Math.Min(count, Most - 1), start + Math.Min(count, Most - 1));
            while (at > start && _cosines[at - 1] < cosines[i]) at--;
            _cosines.AsSpan(at, last - at).CopyTo(_cosines.AsSpan(at + 1));
            _rows.AsSpan(at, last - at).CopyTo(_rows.AsSpan(at + 1));
            (_cosines[at], _rows[at]) = (cosines[i], others[i]);
            if (count < Most) count++;
            if (count == Most) floor = _cosines[start + Most - 1];
        }
        _counts[row] = count;
    }
}
