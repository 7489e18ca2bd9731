namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Normal posteriors of a quantity's mean in each domain, from observations that lose weight with age.</summary>
/// <remarks>
/// 1. n_d = Σ weights, x̄_d = the weighted mean: an old observation counts as a part of one, so that what was long not played grows uncertain again.
/// 2. σ² = Σ w(x − x̄_d)² / Σ_d(n_d − Σw²/n_d), the variance within domains.
/// 3. The prior from the x̄_d with squared errors σ²/n_d (<see cref="EmpiricalBayesPrior"/>); a domain without observations keeps it.
/// </remarks>
internal sealed class DiscountedPosterior
{
    private readonly Dictionary<string, (double Mean, double Variance)> _known;
    private readonly EmpiricalBayesPrior _prior;

    public DiscountedPosterior(IReadOnlyList<Observation> observations)
    {
        var domains = observations.GroupBy(o => o.Domain, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        double[] counts = [.. domains.Select(g => g.Sum(o => o.Weight))];
        double[] means = [.. domains.Select((g, i) => g.Sum(o => o.Weight * o.Value) / counts[i])];
        var freedom = domains.Select((g, i) => counts[i] - g.Sum(o => o.Weight * o.Weight) / counts[i]).Sum();
        var squares = domains.Select((g, i) => g.Sum(o => o.Weight * Math.Pow(o.Value - means[i], 2))).Sum();
        // Where no domain has two observations, all may be noise, and is taken for it.
        var variance = freedom > 1e-9 ? squares / freedom : SampleMean.Of([.. observations.Select(o => o.Value).DefaultIfEmpty(0)]).Variance ?? 0;
        double[] errors = [.. counts.Select(n => variance / n)];
        _prior = domains.Length == 0 ? new(0, 0) : EmpiricalBayesPrior.AroundMean(means, errors);
        _known = domains.Select((g, i) => (g.Key, Posterior: (_prior.PosteriorMean(means[i], errors[i]), _prior.PosteriorVariance(errors[i]))))
            .ToDictionary(d => d.Key, d => d.Posterior, StringComparer.Ordinal);
    }

    /// <summary>Mean and variance of what is believed of the domain's mean.</summary>
    public (double Mean, double Variance) Of(string domain) => _known.TryGetValue(domain, out var known) ? known : (_prior.Mean, _prior.Variance);
}
