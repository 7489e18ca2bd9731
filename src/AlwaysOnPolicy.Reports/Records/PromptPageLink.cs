namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Where all prompts of an iteration stand.</summary>
/// <param name="Arm">Its name in the settings.</param>
/// <param name="Iteration">From 1.</param>
/// <param name="Address">Relative to the report's folder.</param>
public sealed record PromptPageLink(string Arm, int Iteration, string Address);
