namespace AlwaysOnPolicy.Experiments.Judging;

/// <summary>Two answers side by side.</summary>
/// <param name="Domain">The question's; null where it has none.</param>
/// <param name="Question">The question.</param>
/// <param name="A">A's answer.</param>
/// <param name="B">B's answer.</param>
/// <param name="Verdicts">By judge: a, b, tie, inconsistent, refused or failed.</param>
public sealed record JudgedPairRow(string? Domain, string Question, string A, string B, IReadOnlyList<string> Verdicts);
