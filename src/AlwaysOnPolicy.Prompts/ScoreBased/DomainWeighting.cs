namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>How the offline authors turn rewards into attention: weight ∝ exp(−z / τ), z a domain's standardised mean reward, mixed with an even share.</summary>
/// <param name="Tau">Small looks at the weakest domains only; large at all alike.</param>
/// <param name="UniformMix">Share of the weight that is spread evenly, 0 to 1.</param>
public sealed record DomainWeighting(double Tau, double UniformMix)
{
    /// <summary>The domains that were shown, in the order of their names, with weights that sum to 1.</summary>
    public (IReadOnlyList<string> Domains, double[] Weights) Of(IReadOnlyList<ScoredSample> shown)
    {
        var means = shown.GroupBy(s => s.Domain, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, Mean: g.Average(s => s.Reward))).ToArray();
        var centre = means.Average(m => m.Mean);
        var deviation = Math.Sqrt(means.Average(m => (m.Mean - centre) * (m.Mean - centre)));   // the population's
        double[] weights = [.. means.Select(m => deviation > 0 ? Math.Exp(-(m.Mean - centre) / deviation / Tau) : 1)];
        var total = weights.Sum();
        return ([.. means.Select(m => m.Key)], [.. weights.Select(w => ((1 - UniformMix) * w / total) + (UniformMix / weights.Length))]);
    }
}
