namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>What was measured after an epoch.</summary>
/// <param name="Epoch">0 is before training.</param>
/// <param name="TrainingLoss">Mean loss of the epoch's steps, all terms together; null before training.</param>
/// <param name="HeldOut">Null without held-out pairs.</param>
public sealed record RewardEpoch(int Epoch, double? TrainingLoss, PairAccuracy? HeldOut);
