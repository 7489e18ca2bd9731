using AlwaysOnPolicy.Models.Generation;

namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>An answer that a policy gave, with the reward model's score.</summary>
public sealed record ScoredAnswer(Answer Answer, double Score);
