namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>What was measured after an epoch.</summary>
/// <param name="Epoch">0 is before training.</param>
/// <param name="TrainingLoss">Mean loss of the epoch's steps; null before training.</param>
/// <param name="ValidationLoss">Null without validation examples.</param>
public sealed record SftEpoch(int Epoch, double? TrainingLoss, double? ValidationLoss);
