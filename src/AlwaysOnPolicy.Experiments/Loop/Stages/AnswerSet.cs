namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public sealed record AnswerSet(IReadOnlyList<AnsweredQuestion> Answers);
