namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What was run, as a label with its value.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">As it is shown.</param>
public sealed record Fact(string Label, string Value);
