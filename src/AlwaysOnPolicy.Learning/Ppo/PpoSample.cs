namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>A question with the policy's answer and the reward model's score, kept to be read.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The policy's answer.</param>
/// <param name="Score">The reward model's score.</param>
public sealed record PpoSample(string Question, string Answer, double Score);
