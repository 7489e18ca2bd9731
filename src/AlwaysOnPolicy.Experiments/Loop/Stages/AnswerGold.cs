namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <param name="Gold">0 to 1.</param>
public sealed record AnswerGold(string QuestionId, string Domain, double Gold);
