namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A person's answer to a probe question.</summary>
public sealed record ReferenceAnswer(string QuestionId, string? Domain, string Question, string Answer);
