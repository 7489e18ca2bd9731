using AlwaysOnPolicy.Prompts.Clustering;

namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>Where prompts lie: the same two directions and the same clusters for all sets that are compared.</summary>
public sealed class PromptPlane
{
    private const int Clusters = 11, Components = 50;   // as the paper's pipeline
    private const int Restarts = 4;
    private readonly Pca _pca;
    private readonly KMeans _clusters;

    private PromptPlane(Pca pca, KMeans clusters) => (_pca, _clusters) = (pca, clusters);

    /// <summary>How many clusters there are; fewer than 11 of fewer rows.</summary>
    public int Count => _clusters.Centres.Length;

    /// <summary>The first two principal components and the clusters of some rows.</summary>
    /// <param name="rows">Embeddings of one encoder, at least two.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static PromptPlane Fit(IReadOnlyList<float[]> rows, ulong seed, CancellationToken cancel = default)
    {
        if (rows.Count < 2) throw new ArgumentException($"A map of {rows.Count} rows.", nameof(rows));
        var pca = Pca.Fit([.. rows], Math.Min(Components, Math.Min(rows.Count, rows[0].Length)));
        return new(pca, KMeans.Fit(pca.Transformed, Math.Min(Clusters, rows.Count), seed, restarts: Restarts, cancel: cancel));
    }

    /// <summary>A row's two coordinates and its cluster.</summary>
    public (double X, double Y, int Cluster) Place(float[] row)
    {
        var place = _pca.Project(row);
        return (place[0], place.Length > 1 ? place[1] : 0, _clusters.Nearest(place));
    }
}
