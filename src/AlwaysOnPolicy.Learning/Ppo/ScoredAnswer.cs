using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>An answer that a policy gave, with the reward model's score.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Score">The reward model's score.</param>
public sealed record ScoredAnswer(Answer Answer, double Score);
