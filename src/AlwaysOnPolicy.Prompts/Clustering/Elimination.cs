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
        [.. Enumerable.Range(0, embeddings.Count).Except(Removed(embeddings, clusters, keep, cancel))];

    /// <summary>The rows that <see cref="DownTo"/> drops, the first to go first: a smaller number drops the same ones and then more.</summary>
    /// <inheritdoc cref="DownTo" path="/param"/>
    public static IReadOnlyList<int> Removed(IReadOnlyList<float[]> embeddings, IReadOnlyList<int> clusters, int keep, CancellationToken cancel = default)
    {
        var removed = new List<int>();
        var surplus = embeddings.Count - keep;

        // Pairs are gathered above a threshold that falls until enough have been removed: the list of all pairs is never held at once.
        var gone = new bool[embeddings.Count];
        var ceiling = float.PositiveInfinity;
        for (var floor = 0.9f; surplus > 0; floor -= 0.1f)
        {
            if (floor < -1) floor = float.NegativeInfinity;
            foreach (var (first, second, _) in Pairs(embeddings, clusters, gone, floor, ceiling, cancel))
            {
                if (gone[first] || gone[second]) continue;
                gone[second] = true;
                removed.Add(second);
                if (--surplus == 0) break;
            }
            if (float.IsNegativeInfinity(floor)) break;
            ceiling = floor;
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

    private static List<(int First, int Second, float Cosine)> Pairs(
        IReadOnlyList<float[]> embeddings, IReadOnlyList<int> clusters, bool[] gone, float floor, float ceiling, CancellationToken cancel)
    {
        var pairs = new List<(int First, int Second, float Cosine)>();
        foreach (var members in Enumerable.Range(0, embeddings.Count).Where(i => !gone[i]).GroupBy(i => clusters[i]).Select(g => g.ToArray()))
            for (var a = 0; a < members.Length; a++)
            {
                cancel.ThrowIfCancellationRequested();
                for (var b = a + 1; b < members.Length; b++)
                    if (Vectors.Dot(embeddings[members[a]], embeddings[members[b]]) is var cosine && cosine >= floor && cosine < ceiling)
                        pairs.Add((members[a], members[b], cosine));
            }
        pairs.Sort((x, y) => y.Cosine != x.Cosine ? y.Cosine.CompareTo(x.Cosine) : x.First != y.First
            ? x.First.CompareTo(y.First) : x.Second.CompareTo(y.Second));
        return pairs;
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
}
