namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Where all prompts of an iteration stand.</summary>
/// <param name="Address">Relative to the report's folder.</param>
public sealed record PromptPageLink(string Arm, int Iteration, string Address);
