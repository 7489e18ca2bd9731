namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Percentiles by linear interpolation between order statistics (numpy's default).</summary>
public static class Percentile
{
    /// <summary>The value below which a share of the numbers lies, interpolated linearly.</summary>
    /// <param name="sorted">Ascending, at least one number.</param>
    /// <param name="share">In [0, 1]: the value lies at position (n − 1) · share.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty) throw new ArgumentException("A percentile needs at least one number.", nameof(sorted));
        var position = (sorted.Length - 1) * share;
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The interval that holds the middle <paramref name="confidence"/> of the values, in any order.</summary>
    public static Interval Middle(IEnumerable<double> values, double confidence)
    {
        double[] sorted = [.. values.Order()];
        return new(Of(sorted, (1 - confidence) / 2), Of(sorted, (1 + confidence) / 2));
    }
}
