using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>How often a reward model gave the preferred answer of a held-out pair the higher score.</summary>
/// <param name="Right">Pairs in which it did.</param>
/// <param name="Total">All held-out pairs.</param>
/// <param name="Accuracy">The one over the other, 0-1.</param>
/// <param name="Interval">Of the accuracy, 95 %.</param>
public sealed record RewardModelRow(int Right, int Total, double Accuracy, Interval Interval);
