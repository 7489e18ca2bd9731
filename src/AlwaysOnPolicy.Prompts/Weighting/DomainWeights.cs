namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How much of the next prompts each domain gets: the weaker its rewards, the more.</summary>
public static class DomainWeights
{
    /// <summary>Shares proportional to exp(-z/τ), z the domain's mean reward standardised over the domains, mixed with equal shares.</summary>
    /// <param name="means">Mean reward of each domain.</param>
    /// <param name="tau">τ > 0: small values give nearly everything to the weakest domain.</param>
    /// <param name="uniformMix">Part (0-1) that is dealt out equally.</param>
    /// <returns>One share for each domain; they sum to 1.</returns>
    public static double[] FromMeans(IReadOnlyList<double> means, double tau, double uniformMix)
    {
        var z = Standardised(means);
        // Subtracting the smallest keeps the exponentials within 0-1 for every τ.
        var least = z.Min();
        var weights = z.Select(v => Math.Exp(-(v - least) / tau)).ToArray();
        var total = weights.Sum();
        return [.. weights.Select(w => (1 - uniformMix) * w / total + uniformMix / means.Count)];
    }

    /// <summary>Minus the mean, over the population's standard deviation; all zero where the values are equal.</summary>
    internal static double[] Standardised(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return [.. values.Select(v => deviation > 1e-12 * (1 + Math.Abs(mean)) ? (v - mean) / deviation : 0)];
    }
}
