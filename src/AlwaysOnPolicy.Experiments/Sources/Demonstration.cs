namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A question with an answer to imitate.</summary>
public sealed record Demonstration(string Question, string Answer);
