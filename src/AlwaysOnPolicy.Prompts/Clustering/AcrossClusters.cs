namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Counts the pairs that elimination within clusters never compares, a block of products at a time.</summary>
internal static class AcrossClusters
{
    // Rows of either side of a product: they stay in the second-level cache.
    private const int LeftBlock = 48, RightBlock = 96;

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
        float[][] rows = [.. order.Select(i => embeddings[i])];
        int[] cluster = [.. order.Select(i => clusters[i])], from = [.. order.Select(i => keptFrom[i])];
        Parallel.For(0, (rows.Length + LeftBlock - 1) / LeftBlock, new ParallelOptions { CancellationToken = cancel }, block =>
        {
            var (first, last) = (block * LeftBlock, Math.Min(rows.Length, (block + 1) * LeftBlock));
            var (own, ownKept) = (new long[pairs.Length], new long[pairs.Length]);
            var products = new float[LeftBlock * RightBlock];
            for (var other = 0; other < first; other += RightBlock)
            {
                var end = Math.Min(first, other + RightBlock);
                if (cluster[other] == cluster[last - 1]) continue;   // all of one cluster
                DotTiles.Multiply<float>(rows.AsSpan(first, last - first), rows.AsSpan(other, end - other), products);
                for (var i = first; i < last; i++)
                    for (var j = other; j < end; j++) Add(i, j, products[((i - first) * (end - other)) + j - other]);
            }
            for (var i = first; i < last; i++)
                for (var j = first; j < i; j++) Add(i, j, Vectors.Dot(rows[i], rows[j]));
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
