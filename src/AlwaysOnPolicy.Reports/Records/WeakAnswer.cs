namespace AlwaysOnPolicy.Reports.Records;

/// <summary>An answer that scored low, and what became of it.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Reward">Its reward.</param>
/// <param name="AnswerAfter">The policy's answer to the same question after the iteration, with the same random numbers; null where it was not asked
/// again.</param>
/// <param name="RewardAfter">The later answer's reward; null likewise.</param>
public sealed record WeakAnswer(string Question, string Answer, double Reward, string? AnswerAfter, double? RewardAfter);
