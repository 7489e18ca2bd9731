namespace AlwaysOnPolicy.Experiments.RewardScoring;

/// <summary>A bin of a histogram.</summary>
/// <param name="From">Belongs to it.</param>
/// <param name="To">Belongs to the next one, or to this where it is the last.</param>
/// <param name="Answers">Answers in it.</param>
public sealed record ScoreBin(double From, double To, int Answers);
