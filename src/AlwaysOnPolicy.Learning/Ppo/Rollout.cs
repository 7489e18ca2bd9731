using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>An answer that the policy drew, with the score it got.</summary>
/// <param name="Query">Token ids of the prompt; not empty.</param>
/// <param name="Response">Token ids of the answer, end-of-text included where it was drawn; not empty.</param>
/// <param name="Score">The reward model's, raw.</param>
/// <param name="Ended">False when the answer was cut.</param>
/// <param name="Group">Rollouts of a step with the same number answer the same prompt.</param>
/// <param name="Prompt">What was asked, with its domain and origin, for measures by them; the arithmetic does not look at it.</param>
public sealed record Rollout(int[] Query, int[] Response, double Score, bool Ended = true, int Group = 0, Question? Prompt = null);
