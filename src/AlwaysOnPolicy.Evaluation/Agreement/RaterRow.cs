namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>One rater.</summary>
/// <param name="Rater">The rater's name.</param>
/// <param name="Verdicts">a + b + ties.</param>
/// <param name="A">Verdicts for A.</param>
/// <param name="B">Verdicts for B.</param>
/// <param name="Ties">Verdicts that the two are alike.</param>
/// <param name="Skipped">Items that the rater left out with a reason.</param>
/// <param name="WithOthers">The share of the other raters' verdicts on the same items that are the rater's own; null where there is none.</param>
/// <param name="Checks">Null where there were none.</param>
public sealed record RaterRow(string Rater, int Verdicts, int A, int B, int Ties, int Skipped, double? WithOthers, RaterChecks? Checks);
