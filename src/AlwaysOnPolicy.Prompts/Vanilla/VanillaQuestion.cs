namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>A question that the vanilla arm may train on.</summary>
/// <param name="Source">Who wrote it, for provenance.</param>
public sealed record VanillaQuestion(string Text, string? Domain, string Source);

/// <summary>All of them, before they are thinned.</summary>
/// <param name="Notes">Plain sentences on what fell short, for the run log and the report.</param>
public sealed record VanillaQuestions(IReadOnlyList<VanillaQuestion> Questions, IReadOnlyList<string> Notes);
