namespace AlwaysOnPolicy.Prompts.Clustering;

/// <summary>A row that elimination drops.</summary>
/// <param name="Row">Its place among the rows.</param>
/// <param name="Beside">The nearest row of its cluster that stands before it and was still there.</param>
/// <param name="Cosine">Of the two.</param>
public sealed record RemovedRow(int Row, int Beside, float Cosine);
