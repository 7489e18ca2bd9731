namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A cluster of the vanilla arm's questions.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Questions">Before elimination.</param>
/// <param name="Left">After it.</param>
/// <param name="Examples">Some that went, from the first to the last.</param>
public sealed record EliminatedCluster(int Number, int Questions, int Left, IReadOnlyList<EliminatedExample> Examples);
