namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>What a user can change: "Hold fewer questions out: lower", and which setting.</summary>
public sealed record Remedy(string Do, string What);
