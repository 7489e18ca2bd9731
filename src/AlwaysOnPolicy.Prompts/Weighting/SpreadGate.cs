namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>Keeps the prompts whose answers differ most in reward: where all answers score alike, PPO has nothing to learn.</summary>
/// <remarks>DAPO's dynamic sampling (Yu et al. 2025) drops groups without spread; here the prompts are ranked by it, so that the count is kept.</remarks>
public static class SpreadGate
{
    /// <summary>Ranks the candidates by the sample standard deviation of their rewards, ties in the candidates' order, and keeps the first.</summary>
    /// <param name="candidates">With the rewards of at least two answers each.</param>
    /// <param name="keep">How many stay: all, where there are fewer candidates.</param>
    /// <exception cref="ArgumentException">A candidate has fewer than two rewards.</exception>
    /// <exception cref="AuthorException">A reward is no finite number.</exception>
    public static GateDecision Keep(IReadOnlyList<GateCandidate> candidates, int keep)
    {
        var spreads = candidates.Select(Spread).ToArray();
        var kept = Enumerable.Range(0, spreads.Length).OrderByDescending(i => spreads[i].Spread).Take(keep).ToHashSet();
        return new GateDecision([.. spreads.Where((_, i) => kept.Contains(i))], [.. spreads.Where((_, i) => !kept.Contains(i))]);
    }

    private static GatedPrompt Spread(GateCandidate candidate)
    {
        if (candidate.Rewards.Count < 2) throw new ArgumentException($"Prompt '{candidate.PromptId}' has {candidate.Rewards.Count} rewards; a spread needs " +
            "two.");
        if (candidate.Rewards.Any(r => !double.IsFinite(r)))
            throw new AuthorException(
                $"An answer to prompt '{candidate.PromptId}' has a reward that is no finite number: look at the reward model's training curves.");
        return new GatedPrompt(candidate.PromptId, Math.Sqrt(SampleMean.Of(candidate.Rewards).Variance!.Value));
    }
}
