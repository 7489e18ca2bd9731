namespace AlwaysOnPolicy.Evaluation.Judging;

/// <summary>A judge's word on one comparison.</summary>
/// <param name="ShownFirst">Which answer the judge was shown first: "A" or "B".</param>
/// <param name="Failure">Why there is no verdict; null unless <see cref="Preference.Failed"/>.</param>
public sealed record Verdict(string QuestionId, string? Domain, int Sample, string ShownFirst, Preference Preference, string Judge, string? Failure = null);
