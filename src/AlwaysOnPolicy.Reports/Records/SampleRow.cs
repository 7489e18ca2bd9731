namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A question that is shown with every arm's answer.</summary>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">The question.</param>
/// <param name="Answers">One for each arm.</param>
public sealed record SampleRow(string? Domain, string Question, IReadOnlyList<SampleAnswer> Answers);
