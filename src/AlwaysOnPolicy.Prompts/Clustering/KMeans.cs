using System.Collections.Concurrent;
using AlwaysOnPolicy.Randomness;

namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>Lloyd's K-means, with scikit-learn's count of iterations and its rule to stop.</summary>
/// <param name="Labels">Cluster of each row.</param>
/// <param name="Centres">[K][D].</param>
/// <param name="Inertia">Sum of squared distances of the rows to their centres.</param>
/// <param name="Iterations">Each assigns the rows and moves the centres; the one whose labels equal the ones before is the last.</param>
public sealed record KMeans(int[] Labels, double[][] Centres, double Inertia, int Iterations)
{
    /// <summary>From centres that are drawn far apart (k-means++, Arthur and Vassilvitskii 2007).</summary>
    /// <param name="restarts">So many draws of centres; the one whose inertia comes out smallest is taken, the first of equal ones.</param>
    /// <exception cref="ArgumentException">Fewer rows than clusters.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled: looked at before each iteration.</exception>
    public static KMeans Fit(double[][] rows, int clusters, ulong seed, int maxIterations = 300, int restarts = 1, CancellationToken cancel = default) =>
        Enumerable.Range(0, restarts).Select(r => Fit(rows, Spread(rows, clusters, Draw(seed, r), cancel), maxIterations, cancel)).MinBy(k => k.Inertia)!;

    /// <summary>From given centres.</summary>
    public static KMeans Fit(double[][] rows, double[][] initial, int maxIterations = 300, CancellationToken cancel = default)
    {
        var centres = initial.Select(c => c.ToArray()).ToArray();
        var assignment = new Assignment(rows, centres.Length);
        for (var iteration = 1; ; iteration++)
        {
            cancel.ThrowIfCancellationRequested();
            var changed = assignment.Update(centres);
            centres = assignment.Means();
            if (changed && iteration < maxIterations) continue;

            if (changed) assignment.Update(centres);   // stopped early: labels follow the moved centres
            int[] labels = [.. assignment.Labels];
            return new KMeans(labels, centres, rows.Select((r, i) => Vectors.SquaredDistance(r, centres[labels[i]])).Sum(), iteration);
        }
    }

    /// <summary>The cluster that a row of the same coordinates belongs to.</summary>
    public int Nearest(double[] row) => new CentrePanel(Centres).Nearest(row);

    /// <summary>The first draw needs no number: one without restarts is the same.</summary>
    private static SeededRandom Draw(ulong seed, int restart) => SeededRandom.For(seed, "k-means++", restart == 0 ? "" : $"{restart}");

    private static double[][] Spread(double[][] rows, int clusters, SeededRandom random, CancellationToken cancel)
    {
        if (rows.Length < clusters) throw new ArgumentException($"{clusters} clusters of {rows.Length} rows.", nameof(clusters));
        var centres = new List<double[]> { rows[random.Next(rows.Length)] };
        var distances = Enumerable.Repeat(double.PositiveInfinity, rows.Length).ToArray();
        while (centres.Count < clusters)
        {
            cancel.ThrowIfCancellationRequested();
            var centre = centres[^1];
            Parallel.ForEach(Partitioner.Create(0, rows.Length), range =>
            {
                for (var i = range.Item1; i < range.Item2; i++) distances[i] = Math.Min(distances[i], Vectors.SquaredDistance(rows[i], centre));
            });
            centres.Add(distances.Sum() > 0 ? rows[random.PickWeighted(distances)] : rows[random.Next(rows.Length)]);
        }
        return [.. centres];
    }
}
