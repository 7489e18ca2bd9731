namespace AlwaysOnPolicy.Reports.Records;

public sealed record ReportLink(string Label, string Address);
