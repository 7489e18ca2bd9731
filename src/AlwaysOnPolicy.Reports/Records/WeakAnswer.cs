namespace AlwaysOnPolicy.Reports.Records;

/// <summary>An answer that scored low, and what became of it.</summary>
/// <param name="AnswerAfter">The policy's answer to the same question after the iteration, with the same random numbers; null where it was not asked
/// again.</param>
public sealed record WeakAnswer(string Question, string Answer, double Reward, string? AnswerAfter, double? RewardAfter);
