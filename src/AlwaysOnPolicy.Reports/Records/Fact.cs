namespace AlwaysOnPolicy.Reports.Records;

public sealed record Fact(string Label, string Value);
