using AlwaysOnPolicy.Prompts.Clustering;

namespace AlwaysOnPolicy.Prompts.Diversity;

/// <summary>Where prompts lie: the same two directions and the same clusters for all sets that are compared.</summary>
/// <param name="Mean">Of the rows that it was fitted to, [D].</param>
/// <param name="Components">Their principal components, [K][D].</param>
/// <param name="Centres">Of their clusters, in the components' coordinates, [C][K].</param>
public sealed record PromptPlane(double[] Mean, double[][] Components, double[][] Centres)
{
    private const int Clusters = 11, Kept = 50;   // as the paper's pipeline
    private const int Restarts = 4;
    private readonly Pca _pca = new(Mean, Components, [], []);
    private readonly CentrePanel _centres = new(Centres);

    /// <summary>The first principal components and the clusters of some rows.</summary>
    /// <param name="rows">Embeddings of one encoder, at least two. There are 11 clusters, fewer of fewer rows.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static PromptPlane Fit(IReadOnlyList<float[]> rows, ulong seed, CancellationToken cancel = default)
    {
        if (rows.Count < 2) throw new ArgumentException($"A map of {rows.Count} rows.", nameof(rows));
        var pca = Pca.Fit([.. rows], Math.Min(Kept, Math.Min(rows.Count, rows[0].Length)));
        var clusters = KMeans.Fit(pca.Transformed, Math.Min(Clusters, rows.Count), seed, restarts: Restarts, cancel: cancel);
        return new(pca.Mean, pca.Components, clusters.Centres);
    }

    /// <summary>A row's two coordinates and its cluster.</summary>
    public (double X, double Y, int Cluster) Place(float[] row)
    {
        var place = _pca.Project(row);
        return (place[0], place.Length > 1 ? place[1] : 0, _centres.Nearest(place));
    }
}
