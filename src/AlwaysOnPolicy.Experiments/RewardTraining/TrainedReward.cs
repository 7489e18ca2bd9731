namespace AlwaysOnPolicy.Experiments.RewardTraining;

/// <summary>A reward model on disk, under <see cref="TrainOnPairs.Best"/> and <see cref="TrainOnPairs.Last"/> in its stage's folder.</summary>
/// <param name="Pairs">Trained on.</param>
/// <param name="WithMargin">Of these, those that brought a margin of their own.</param>
/// <param name="Epochs">From 0, before training.</param>
/// <param name="BestEpoch">The epoch of the best model.</param>
public sealed record TrainedReward(int Pairs, int WithMargin, IReadOnlyList<EpochAccuracy> Epochs, int BestEpoch);
