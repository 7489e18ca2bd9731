namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Section 4.4's aim, in numbers: the lower a domain's mean reward, the more questions (<see cref="DomainWeights"/>), all alike within the
/// domain.</summary>
/// <param name="tau">τ of <see cref="DomainWeights.FromMeans"/>, above 0.</param>
/// <param name="uniformShare">Part (0-1) that all domains get equally.</param>
public sealed class PaperRule(ProbeSignal signal, double tau = 0.7, double uniformShare = 0.1) : IWeightRule
{
    public PromptWeights Weigh(IReadOnlyList<QuestionFeatures> candidates)
    {
        var means = signal.Questions.GroupBy(q => q.Features.Domain, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Average(q => q.Mean), StringComparer.Ordinal);
        var shares = means.Keys.Zip(DomainWeights.FromMeans([.. means.Values], tau, uniformShare))
            .ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        // A domain that was never probed counts as an average one.
        var probabilities = PromptWeights.ByDomain(candidates, d => shares.GetValueOrDefault(d, 1.0 / means.Count));
        var domains = PromptWeights.Shares(candidates, probabilities)
            .Select(s => new DomainAnalysis(s.Key, s.Value, means.TryGetValue(s.Key, out var mean) ? mean : null));
        return new PromptWeights(probabilities, [.. domains], []);
    }
}
