namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Counts the pairs that elimination within clusters never compares, a block of products at a time.</summary>
internal static class AcrossClusters
{
    // Rows that stay in the second-level cache while all others pass.
    private const int Block = 12 * PackedRows<float>.Group;

    /// <param name="thresholds">Cosines, rising.</param>
    /// <param name="keptFrom">Of each row the first threshold at which it is kept; as many as there are thresholds for one that never is.</param>
    /// <returns>Of each threshold, how many pairs of rows of different clusters have at least that cosine, and in how many of them both are kept.</returns>
    public static (long[] Pairs, long[] Kept) Count(float[][] embeddings, IReadOnlyList<int> clusters, float[] thresholds, int[] keptFrom,
        CancellationToken cancel)
    {
        // What begins and ends at a threshold; the sums are made at the end.
        var (pairs, kept) = (new long[thresholds.Length + 1], new long[thresholds.Length + 1]);
        if (thresholds.Length == 0) return ([], []);
        int[] order = [.. Enumerable.Range(0, embeddings.Length).OrderBy(i => clusters[i])];
        using var rows = PackedRows<float>.Of([.. order.Select(i => embeddings[i])]);
        int[] cluster = [.. order.Select(i => clusters[i])], from = [.. order.Select(i => keptFrom[i])];
        var below = MathF.BitDecrement(thresholds[0]);
        Parallel.For(0, (order.Length + Block - 1) / Block, new ParallelOptions { CancellationToken = cancel }, block =>
        {
            var last = Math.Min(order.Length, (block + 1) * Block);
            var (own, ownKept) = (new long[pairs.Length], new long[pairs.Length]);
            var end = Array.IndexOf(cluster, cluster[last - 1]);   // from there on up to the last all are of one cluster
            rows.Multiply(block * Block, last, rows, end, (first, other, cosines) =>
            {
                for (var i = first; i < Math.Min(last, first + PackedRows<float>.Group); i++)
                {
                    var products = cosines.Slice((i - first) * PackedRows<float>.Panel, PackedRows<float>.Panel);
                    if (!Vectors.AnyAbove(products, below)) continue;
                    for (var j = other; j < Math.Min(Math.Min(end, i), other + PackedRows<float>.Panel); j++) Add(i, j, products[j - other]);
                }
            });
            lock (pairs)
            {
                for (var t = 0; t < pairs.Length; t++) (pairs[t], kept[t]) = (pairs[t] + own[t], kept[t] + ownKept[t]);
            }

            void Add(int i, int j, float cosine)
            {
                if (!(cosine >= thresholds[0]) || cluster[i] == cluster[j]) return;
                var end = thresholds.Length;
                while (cosine < thresholds[end - 1]) end--;
                own[0]++;
                own[end]--;
                var begin = Math.Max(from[i], from[j]);
                if (begin >= end) return;
                ownKept[begin]++;
                ownKept[end]--;
            }
        });
        return (Sums(pairs), Sums(kept));
    }

    private static long[] Sums(long[] changes)
    {
        var sums = new long[changes.Length - 1];
        for (var i = 0; i < sums.Length; i++) sums[i] = changes[i] + (i > 0 ? sums[i - 1] : 0);
        return sums;
    }
}
