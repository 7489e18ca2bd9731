namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What a user can change: "Hold fewer questions out: lower", and which setting.</summary>
/// <param name="Do">What to do, up to the setting's name.</param>
/// <param name="What">The setting.</param>
public sealed record Remedy(string Do, string What);
