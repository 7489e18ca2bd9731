namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Removes near-duplicates by cosine.</summary>
public static class Elimination
{
    /// <summary>Section 4.3: all pairs within clusters, of all clusters in one list by falling cosine (ties by index); the later of a pair goes while
    /// both are there, until so many are left. One list for all, so that no few clusters lose everything.</summary>
    /// <param name="embeddings">Of unit length.</param>
    /// <param name="clusters">Cluster of each row.</param>
    /// <param name="keep">How many stay, at least; all pairs may be used up before.</param>
    /// <returns>The rows that stay, in their order.</returns>
    public static IReadOnlyList<int> DownTo(IReadOnlyList<float[]> embeddings, IReadOnlyList<int> clusters, int keep, CancellationToken cancel = default) =>
        [.. Enumerable.Range(0, embeddings.Count).Except(Removed(embeddings, clusters, keep, cancel).Select(r => r.Row))];

    /// <summary>The rows that <see cref="DownTo"/> drops, the first to go first: a smaller number drops the same ones and then more.</summary>
    /// <inheritdoc cref="DownTo" path="/param"/>
    /// <remarks>The list of pairs is never made. A row can only go beside one that stands before it, so the pair that comes next is the first of all rows'
    /// nearest such neighbours; each row waits in a queue by the place in the list that its own pair cannot come before.</remarks>
    public static IReadOnlyList<RemovedRow> Removed(
        IReadOnlyList<float[]> embeddings, IReadOnlyList<int> clusters, int keep, CancellationToken cancel = default)
    {
        var removed = new List<RemovedRow>();
        var gone = new bool[embeddings.Count];
        if (keep >= embeddings.Count) return removed;
        var neighbours = new EarlierNeighbours(embeddings, clusters, gone, cancel);
        var queue = new PriorityQueue<int, Pair>();
        for (var row = 0; row < embeddings.Count; row++)
            if (neighbours.Nearest(row) is { } nearest) queue.Enqueue(row, new(nearest.Cosine, nearest.Row, row));

        while (removed.Count < embeddings.Count - keep && queue.TryDequeue(out var row, out var place))
        {
            cancel.ThrowIfCancellationRequested();
            if (neighbours.Nearest(row) is not { } nearest) continue;
            var pair = new Pair(nearest.Cosine, nearest.Row, row);
            if (pair == place && !nearest.IsThere)
            {
                neighbours.LookUp(row);
                if (neighbours.Nearest(row) is { } next) queue.Enqueue(row, new(next.Cosine, next.Row, row));
            }
            else if (pair != place) queue.Enqueue(row, pair);
            else
            {
                gone[row] = true;
                removed.Add(new(row, nearest.Row, nearest.Cosine));
            }
        }
        return removed;
    }

    /// <summary>Goes through the rows in an order and drops one whose cosine to a row already kept reaches the threshold.</summary>
    /// <returns>The rows kept, in that order.</returns>
    public static IReadOnlyList<int> ByThreshold(IReadOnlyList<float[]> embeddings, IEnumerable<int> order, double threshold)
    {
        var kept = new List<int>();
        foreach (var row in order)
            if (kept.All(k => Cosine(embeddings[row], embeddings[k]) < threshold)) kept.Add(row);
        return kept;
    }

    private static double Cosine(float[] a, float[] b)
    {
        var (dot, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        return dot / Math.Sqrt(aa * bb);
    }

    /// <summary>A place in the list of pairs.</summary>
    private readonly record struct Pair(float Cosine, int First, int Second) : IComparable<Pair>
    {
        public int CompareTo(Pair other) => Cosine != other.Cosine ? other.Cosine.CompareTo(Cosine)
            : First != other.First ? First.CompareTo(other.First) : Second.CompareTo(other.Second);
    }
}
