namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>Two models on the same pairs.</summary>
/// <param name="A">Name of the one model.</param>
/// <param name="B">Name of the other.</param>
/// <param name="Domain">Null for all pairs.</param>
/// <param name="OnlyA">Pairs on which A alone agrees with people.</param>
/// <param name="OnlyB">Pairs on which only B agrees with people.</param>
/// <param name="P">McNemar's test, exact, two-sided.</param>
/// <param name="HolmP">Corrected for the tests made: those on all pairs are one family, those domain by domain another.</param>
public sealed record ModelComparison(string A, string B, string? Domain, int OnlyA, int OnlyB, double P, double HolmP);
