namespace AlwaysOnPolicy.Prompts.Vanilla;

/// <summary>Elimination down to a number, and what it misses because pairs of different clusters are not compared.</summary>
/// <param name="Left">Questions that are left: those of so many iterations.</param>
/// <param name="Cosine">Of the last pair whose later question went.</param>
/// <param name="PairsAcross">Pairs of different clusters, of all questions, with at least this cosine.</param>
/// <param name="KeptPairsAcross">Those of them whose questions are both left: elimination over all pairs would have dropped one of each.</param>
public sealed record EliminationCut(int Left, float Cosine, long PairsAcross, long KeptPairsAcross);
