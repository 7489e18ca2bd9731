namespace AlwaysOnPolicy.Miniature;

/// <summary>A person's answer to a probe question.</summary>
public sealed record MiniatureReference(string QuestionId, string Domain, string Question, string Answer);
