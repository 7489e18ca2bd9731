namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A link to something that belongs to the report.</summary>
/// <param name="Label">What is read.</param>
/// <param name="Address">Relative to the report.</param>
public sealed record ReportLink(string Label, string Address);
