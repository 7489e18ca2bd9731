namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What the vanilla arm's elimination dropped and why.</summary>
/// <param name="Questions">Before it.</param>
/// <param name="Left">After it.</param>
/// <param name="Cosine">Of the last pair whose later question went.</param>
/// <param name="PairsAcross">Pairs of questions of different clusters with at least that cosine, which the clustered way does not compare.</param>
/// <param name="KeptPairsAcross">Those of them of which both are left.</param>
/// <param name="Clusters">By number.</param>
public sealed record EliminationData(
    int Questions, int Left, double Cosine, long PairsAcross, long KeptPairsAcross, IReadOnlyList<EliminatedCluster> Clusters);
