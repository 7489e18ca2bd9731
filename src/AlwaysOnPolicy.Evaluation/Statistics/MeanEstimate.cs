using MathNet.Numerics.Distributions;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>A mean with its uncertainty.</summary>
/// <param name="Count">Observations.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">Null when there is one cluster only: its spread cannot be known.</param>
/// <param name="Interval">By Student's t with clusters − 1 degrees of freedom; null likewise.</param>
public sealed record MeanEstimate(int Count, double Mean, double? StandardError, Interval? Interval)
{
    /// <summary>Two-sided p of a mean of 0 by the same t; null likewise.</summary>
    public double? P { get; init; }

    /// <summary>The mean of independent observations.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static MeanEstimate Of(IReadOnlyList<double> values, double confidence = 0.95) => FromSums([.. values.Select(v => (v, 1))], confidence);

    /// <summary>The mean of observations of which those with one cluster name (answers to one question) are not independent.</summary>
    /// <remarks>The cluster-robust standard error of a mean: √(G/(G−1) · Σ(sum of a cluster's deviations)²) / n. With one observation a cluster
    /// it is the ordinary one.</remarks>
    /// <exception cref="ArgumentException">There is no observation, or the two lists differ in length.</exception>
    public static MeanEstimate Clustered(IReadOnlyList<double> values, IReadOnlyList<string> clusters, double confidence = 0.95)
    {
        if (values.Count != clusters.Count) throw new ArgumentException($"{values.Count} values, but {clusters.Count} cluster names.", nameof(clusters));
        var groups = clusters.Zip(values).GroupBy(p => p.First, p => p.Second, StringComparer.Ordinal);
        return FromSums([.. groups.Select(g => (g.Sum(), g.Count()))], confidence);
    }

    private static MeanEstimate FromSums(IReadOnlyList<(double Sum, int Count)> clusters, double confidence)
    {
        if (clusters.Count == 0) throw new ArgumentException("A mean needs at least one number.", nameof(clusters));
        var count = clusters.Sum(c => c.Count);
        var mean = clusters.Sum(c => c.Sum) / count;
        if (clusters.Count == 1) return new(count, mean, null, null);

        double groups = clusters.Count;
        var squares = clusters.Sum(c => Math.Pow(c.Sum - (c.Count * mean), 2));
        var standardError = Math.Sqrt(groups / (groups - 1) * squares) / count;
        var half = StudentT.InvCDF(0, 1, groups - 1, (1 + confidence) / 2) * standardError;
        return new(count, mean, standardError, new(mean - half, mean + half))
        {
            P = mean == 0 ? 1 : standardError == 0 ? 0 : 2 * StudentT.CDF(0, 1, groups - 1, -Math.Abs(mean / standardError)),
        };
    }
}
