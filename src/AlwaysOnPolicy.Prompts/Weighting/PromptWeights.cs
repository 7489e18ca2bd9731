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

/// <summary>What is known of a domain; null where the rule does not look at it, or the domain was not measured.</summary>
/// <param name="Share">Of the next prompts, 0-1.</param>
/// <param name="MeanReward">Of the policy's answers.</param>
/// <param name="Target">The reward of people's best answers.</param>
/// <param name="Shortfall">Target minus mean reward, shrunk towards the mean over the domains.</param>
/// <param name="Spread">Standard deviation of the rewards of answers to one question, in the mean.</param>
/// <param name="Progress">How much the rewards of the same prompts rose from the first pass of an iteration to the last.</param>
public sealed record DomainAnalysis(
    string Domain, double Share, double? MeanReward = null, double? Target = null, double? Shortfall = null, double? Spread = null, double? Progress = null);

/// <summary>A group of questions that cuts through or across the domains.</summary>
/// <param name="Level">Its place in <see cref="QuestionFeatures.Groups"/>.</param>
/// <param name="Effect">How much higher its questions score than their domain and the levels before explain; shrunk towards 0.</param>
/// <param name="Examples">Probe questions of the group, those with the lowest rewards first.</param>
public sealed record GroupAnalysis(string Group, int Level, double Effect, IReadOnlyList<string> Examples);
