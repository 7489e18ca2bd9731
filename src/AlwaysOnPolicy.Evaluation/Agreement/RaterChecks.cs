namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>What tells whether a rater can be relied on; none of it counts as a verdict.</summary>
/// <param name="Rater">The rater's name.</param>
/// <param name="Passed">Attention checks that were answered as their text demands, of <paramref name="Checks"/> that were answered.</param>
/// <param name="Checks">Attention checks that were answered.</param>
/// <param name="Same">Repeated items on which the rater said the same again, of <paramref name="Repeats"/> that were rated twice.</param>
/// <param name="Repeats">Items that were asked again.</param>
public sealed record RaterChecks(string Rater, int Passed, int Checks, int Same, int Repeats);
