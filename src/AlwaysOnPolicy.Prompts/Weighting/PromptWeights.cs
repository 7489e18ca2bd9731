namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>What a rule makes of the candidates.</summary>
/// <param name="Probabilities">One for each candidate, in their order; they sum to 1.</param>
/// <param name="Domains">In the order of their names: those of the candidates.</param>
/// <param name="Groups">The groups whose questions score lower or higher than their domain, the lowest first.</param>
public sealed record PromptWeights(IReadOnlyList<double> Probabilities, IReadOnlyList<DomainAnalysis> Domains, IReadOnlyList<GroupAnalysis> Groups)
{
    /// <summary>Mixes weights with equal ones: (1 − ε)·wᵢ/Σw + ε/n.</summary>
    /// <param name="uniformShare">ε, 0-1.</param>
    internal static double[] Mix(IReadOnlyList<double> weights, double uniformShare)
    {
        if (weights.Count == 0) throw new ArgumentException("There is no question to weigh.", nameof(weights));
        var total = weights.Sum();
        return [.. weights.Select(w => (1 - uniformShare) * w / total + uniformShare / weights.Count)];
    }

    /// <summary>Deals each domain's share evenly to its candidates; the shares of domains without a candidate go to the others.</summary>
    /// <param name="share">Of a domain; above 0.</param>
    internal static double[] ByDomain(IReadOnlyList<QuestionFeatures> candidates, Func<string, double> share)
    {
        var counts = candidates.CountBy(c => c.Domain, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return Mix([.. candidates.Select(c => share(c.Domain) / counts[c.Domain])], 0);
    }

    /// <summary>The sum of the probabilities of each domain's candidates, by name.</summary>
    internal static SortedDictionary<string, double> Shares(IReadOnlyList<QuestionFeatures> candidates, IReadOnlyList<double> probabilities)
    {
        var shares = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (var i = 0; i < candidates.Count; i++) shares[candidates[i].Domain] = shares.GetValueOrDefault(candidates[i].Domain) + probabilities[i];
        return shares;
    }
}
