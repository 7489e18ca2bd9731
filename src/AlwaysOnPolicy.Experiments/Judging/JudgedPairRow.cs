namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Two answers side by side.</summary>
/// <param name="Verdicts">By judge: a, b, tie, inconsistent, refused or failed.</param>
public sealed record JudgedPairRow(string? Domain, string Question, string A, string B, IReadOnlyList<string> Verdicts);
