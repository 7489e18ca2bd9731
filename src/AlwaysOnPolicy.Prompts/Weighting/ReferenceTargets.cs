namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>The reward that the policy can be expected to reach in a domain: a reward model leaves each domain its own offset, and people's answers show
/// it.</summary>
public static class ReferenceTargets
{
    /// <summary>T_d: the mean of the best part of the people's answers in each domain.</summary>
    /// <param name="share">That part, 0-1; it is rounded to whole answers, at least one.</param>
    /// <exception cref="AuthorException">There is no reference answer, or one's reward is no finite number.</exception>
    public static IReadOnlyDictionary<string, double> Best(IReadOnlyList<ReferenceReward> references, double share = 0.3)
    {
        if (references.Count == 0)
            throw new AuthorException("The shortfall is the distance to people's answers, and the held-out questions have none: " +
                "give reference answers to them, or take the rule 'paper' or 'bandit'.");
        if (references.FirstOrDefault(r => !double.IsFinite(r.Reward)) is { } broken)
            throw new AuthorException(
                $"A reference answer of domain '{broken.Domain}' has a reward that is no finite number: look at the reward model's training curves.");
        return references.GroupBy(r => r.Domain, r => r.Reward, StringComparer.Ordinal).ToDictionary(g => g.Key, Best, StringComparer.Ordinal);

        double Best(IEnumerable<double> rewards)
        {
            double[] falling = [.. rewards.OrderDescending()];
            return falling.Take(Math.Max(1, (int)Math.Round(share * falling.Length))).Average();
        }
    }
}
