namespace AlwaysOnPolicy.Experiments.Answering;

/// <summary>A line of what a model answered.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">The question.</param>
/// <param name="Sample">From 0.</param>
/// <param name="Answer">The model's answer.</param>
/// <param name="Ended">False where the answer was cut at the largest number of new tokens.</param>
public sealed record AnswerLine(string Id, string? Domain, string Question, int Sample, string Answer, bool Ended);
