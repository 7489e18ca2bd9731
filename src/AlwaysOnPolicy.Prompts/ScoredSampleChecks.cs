using System.Globalization;

namespace AlwaysOnPolicy.Prompts;

/// <summary>What every author that reads rewards demands of them.</summary>
internal static class ScoredSampleChecks
{
    /// <exception cref="AuthorException">There are no samples, or one's reward is no finite number.</exception>
    public static void RequireUsable(IReadOnlyList<ScoredSample> samples)
    {
        if (samples.Count == 0)
            throw new AuthorException("This author reads scored answers of the policy, and there are none: probe the policy on held-out questions first.");
        if (samples.FirstOrDefault(s => !double.IsFinite(s.Reward)) is { } broken)
            throw new AuthorException(
                $"The answer to probe question '{broken.QuestionId}' has the reward {broken.Reward.ToString(CultureInfo.InvariantCulture)}: " +
                "the reward model or the policy has broken down. Look at its training curves, and lower the learning rate.");
    }
}
