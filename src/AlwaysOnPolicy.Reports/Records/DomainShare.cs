namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What an author was to make of a domain; null where its rule does not look at it.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Share">Of the next prompts, 0-1; null where a language model decided.</param>
/// <param name="MeanReward">Of the policy's answers.</param>
/// <param name="Target">The reward of people's best answers.</param>
/// <param name="Shortfall">Target minus mean reward, shrunk.</param>
/// <param name="Spread">Of the rewards of several answers to one question.</param>
/// <param name="Progress">How much rewards rose in training.</param>
public sealed record DomainShare(
    string Domain, double? Share, double? MeanReward, double? Target = null, double? Shortfall = null, double? Spread = null, double? Progress = null);
