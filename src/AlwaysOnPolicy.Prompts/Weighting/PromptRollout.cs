namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>The reward of one of PPO's own rollouts.</summary>
/// <param name="PromptId">Unique within the iteration.</param>
/// <param name="Domain">A label or a cluster.</param>
/// <param name="Iteration">Of the loop, rising.</param>
/// <param name="Pass">Over the iteration's prompts, from 0.</param>
/// <param name="Reward">The reward model's, without the KL penalty.</param>
public sealed record PromptRollout(string PromptId, string Domain, int Iteration, int Pass, double Reward);
