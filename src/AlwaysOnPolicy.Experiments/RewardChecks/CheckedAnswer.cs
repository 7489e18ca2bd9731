namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>An answer of the first policy with its score.</summary>
/// <param name="Prompt">Answers to one prompt have the same.</param>
/// <param name="Answer">Its words.</param>
/// <param name="Tokens">Its length, in the policy's tokens.</param>
/// <param name="Ended">Whether it ended itself.</param>
/// <param name="Score">As the reward gives it.</param>
/// <param name="HalfScore">Of its first half, as an answer that was cut there; null of an answer of one word.</param>
public sealed record CheckedAnswer(string Prompt, string Answer, int Tokens, bool Ended, double Score, double? HalfScore = null);
