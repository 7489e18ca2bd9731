namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>The gold score of an answer.</summary>
/// <param name="QuestionId">The question's id.</param>
/// <param name="Domain">The question's domain.</param>
/// <param name="Gold">0 to 1.</param>
public sealed record AnswerGold(string QuestionId, string Domain, double Gold);
