using MathNet.Numerics.Distributions;

namespace AlwaysOnPolicy.Evaluation.Statistics;

/// <summary>Wilson's score interval (1927) of a proportion. It holds its level near 0 and 1, where mean ± 2 standard errors does not.</summary>
public static class Wilson
{
    /// <summary>The interval of a share.</summary>
    /// <param name="successes">0 … <paramref name="trials"/>.</param>
    /// <param name="trials">Independent trials; none gives the interval that knows nothing, 0 to 1.</param>
    /// <param name="confidence">In (0, 1).</param>
    public static Interval Interval(int successes, int trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (trials == 0) return new(0, 1);

        var z = Normal.InvCDF(0, 1, (1 + confidence) / 2);
        double n = trials;
        var p = successes / n;
        var centre = (p + (z * z / (2 * n))) / (1 + (z * z / n));
        var half = z / (1 + (z * z / n)) * Math.Sqrt((p * (1 - p) / n) + (z * z / (4 * n * n)));
        return new(successes == 0 ? 0 : centre - half, successes == trials ? 1 : centre + half);
    }
}
