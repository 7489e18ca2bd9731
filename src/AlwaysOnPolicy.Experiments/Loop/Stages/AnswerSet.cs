namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Answers of one policy.</summary>
/// <param name="Answers">In the order of the questions.</param>
public sealed record AnswerSet(IReadOnlyList<AnsweredQuestion> Answers);
