namespace AlwaysOnPolicy.Reports.Records;

/// <summary>A question that went.</summary>
/// <param name="Order">The first that went is 1, of all clusters.</param>
/// <param name="Question">What went.</param>
/// <param name="Beside">The nearest question of its cluster that was still there.</param>
/// <param name="Cosine">Of the two.</param>
public sealed record EliminatedExample(int Order, string Question, string Beside, double Cosine);
