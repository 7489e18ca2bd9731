using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Bootstrap that draws whole clusters. Two answers to one question are not two independent observations: an interval that resamples
/// them as if they were is too narrow, so the questions are drawn, each with all that belongs to it.</summary>
public sealed class ClusterBootstrap
{
    private readonly double[] _sums;
    private readonly int[] _counts;

    /// <summary>Sums the observations of each cluster.</summary>
    /// <param name="values">The observations.</param>
    /// <param name="clusters">For each observation the cluster it belongs to, such as the question's id.</param>
    /// <exception cref="ArgumentException">There is no observation, or the two lists differ in length.</exception>
    public ClusterBootstrap(IReadOnlyList<double> values, IReadOnlyList<string> clusters)
    {
        if (values.Count == 0 || values.Count != clusters.Count)
            throw new ArgumentException($"{values.Count} values and {clusters.Count} cluster names: both must be one per observation, at least one.");
        var groups = clusters.Zip(values).GroupBy(p => p.First, p => p.Second, StringComparer.Ordinal).ToArray();   // order of first appearance
        _sums = [.. groups.Select(g => g.Sum())];
        _counts = [.. groups.Select(g => g.Count())];
    }

    /// <summary>How many clusters are drawn from, and how many a draw has.</summary>
    public int Clusters => _sums.Length;

    /// <summary>The pooled mean with its interval, over draws that depend on the seed alone.</summary>
    public BootstrapEstimate Mean(ulong seed, int draws = 2000, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        return Mean(Draws(Clusters, seed, draws), confidence);
    }

    /// <summary>Draws that depend on the seed alone: each has as many cluster numbers as there are clusters, with replacement.</summary>
    internal static IEnumerable<int[]> Draws(int clusters, ulong seed, int draws)
    {
        var random = SeededRandom.For(seed, "cluster-bootstrap");
        for (var draw = 0; draw < draws; draw++)
        {
            var drawn = new int[clusters];
            for (var i = 0; i < clusters; i++) drawn[i] = random.Next(clusters);
            yield return drawn;
        }
    }

    /// <summary>The pooled mean with its interval over given draws, each a list of cluster numbers in order of first appearance.</summary>
    public BootstrapEstimate Mean(IEnumerable<IEnumerable<int>> draws, double confidence)
    {
        double[] means = [.. draws.Select(PooledMean)];
        var centre = means.Average();
        var variance = means.Sum(m => (m - centre) * (m - centre)) / (means.Length - 1);
        return new(_sums.Sum() / _counts.Sum(), Percentile.Middle(means, confidence), Math.Sqrt(variance));
    }

    private double PooledMean(IEnumerable<int> draw)
    {
        var (sum, count) = (0.0, 0);
        foreach (var cluster in draw)
        {
            sum += _sums[cluster];
            count += _counts[cluster];
        }

        return sum / count;
    }
}
