namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Spearman's ρ: how far two numbers rise together, whatever the shape.</summary>
/// <param name="Value">−1 to 1.</param>
/// <param name="Interval">95 %, by Fisher's z with the variance of Bonett and Wright (2000), (1 + ρ²/2)/(n − 3).</param>
public sealed record RankCorrelation(double Value, Interval Interval)
{
    private const double Normal975 = 1.959963984540054;
    private const int FewestPairs = 4;   // the variance's n − 3

    /// <summary>Equal numbers share the mean of their ranks.</summary>
    /// <returns>Null where it is not defined: fewer than 4 pairs, or one of the two never changes.</returns>
    /// <exception cref="ArgumentException">The two lists differ in length.</exception>
    public static RankCorrelation? Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count != b.Count) throw new ArgumentException($"{a.Count} numbers, but {b.Count} others.", nameof(b));
        if (a.Count < FewestPairs) return null;
        var (x, y, middle) = (Ranks(a), Ranks(b), (a.Count + 1) / 2.0);
        var (together, ofX, ofY) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Count; i++)
        {
            together += (x[i] - middle) * (y[i] - middle);
            ofX += (x[i] - middle) * (x[i] - middle);
            ofY += (y[i] - middle) * (y[i] - middle);
        }
        if (ofX == 0 || ofY == 0) return null;
        var value = Math.Clamp(together / Math.Sqrt(ofX * ofY), -1, 1);
        var half = Normal975 * Math.Sqrt((1 + (value * value / 2)) / (a.Count - 3));
        var z = Math.Atanh(value);
        return new(value, new(Math.Tanh(z - half), Math.Tanh(z + half)));
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[values.Count];
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && values[order[to]] == values[order[from]]; to++) { }
            for (var i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2.0;
        }
        return ranks;
    }
}
