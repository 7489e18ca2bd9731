namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A question with an answer to imitate.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
public sealed record Demonstration(string Question, string Answer);
