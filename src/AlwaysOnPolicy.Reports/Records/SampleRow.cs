namespace AlwaysOnPolicy.Reports.Records;

public sealed record SampleRow(string? Domain, string Question, IReadOnlyList<SampleAnswer> Answers);
