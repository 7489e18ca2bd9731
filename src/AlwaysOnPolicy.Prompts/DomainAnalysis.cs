namespace AlwaysOnPolicy.Prompts;

/// <summary>What is known of a domain; null where the rule does not look at it, or the domain was not measured.</summary>
/// <param name="Domain">The domain's name.</param>
/// <param name="Share">Of the next prompts, 0-1.</param>
/// <param name="MeanReward">Of the policy's answers.</param>
/// <param name="Target">The reward of people's best answers.</param>
/// <param name="Shortfall">Target minus mean reward, shrunk towards the mean over the domains.</param>
/// <param name="Spread">Standard deviation of the rewards of answers to one question, in the mean.</param>
/// <param name="Progress">How much the rewards of the same prompts rose from the first pass of an iteration to the last.</param>
public sealed record DomainAnalysis(
    string Domain, double Share, double? MeanReward = null, double? Target = null, double? Shortfall = null, double? Spread = null, double? Progress = null);
