namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>A question that the vanilla arm may train on.</summary>
/// <param name="Source">Who wrote it, for provenance.</param>
public sealed record VanillaQuestion(string Text, string? Domain, string Source);
