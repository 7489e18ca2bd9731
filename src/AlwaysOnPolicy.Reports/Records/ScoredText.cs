namespace AlwaysOnPolicy.Reports.Records;

/// <summary>An answer with its reward.</summary>
public sealed record ScoredText(string Answer, double Reward);
