using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

public sealed record RewardModelRow(int Right, int Total, double Accuracy, Interval Interval);
