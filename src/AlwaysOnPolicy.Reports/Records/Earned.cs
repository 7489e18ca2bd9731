namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What rollouts of PPO earned.</summary>
/// <param name="Rollouts">How many.</param>
/// <param name="Reward">Mean score of the reward model.</param>
/// <param name="Spread">Sample standard deviation (n − 1) of the rewards of one prompt's answers, in the mean over the prompts with two or more; null where
/// there is none.</param>
/// <param name="Advantage">Mean of the advantages that the updates used; null in runs that did not record it.</param>
public sealed record Earned(int Rollouts, double Reward, double? Spread, double? Advantage);
