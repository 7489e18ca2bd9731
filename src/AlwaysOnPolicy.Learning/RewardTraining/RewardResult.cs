namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>What a reward training did.</summary>
/// <param name="Steps">Optimizer steps done.</param>
/// <param name="Epochs">What was measured, from epoch 0, before training.</param>
public sealed record RewardResult(int Steps, IReadOnlyList<RewardEpoch> Epochs)
{
    /// <summary>Mean loss of the steps of each epoch, from epoch 1, all terms together.</summary>
    public IReadOnlyList<double> TrainingLosses => [.. Epochs.Select(e => e.TrainingLoss).OfType<double>()];

    /// <summary>Accuracy on the held-out pairs before training, then after each epoch; empty when there are none.</summary>
    public IReadOnlyList<PairAccuracy> HeldOut => [.. Epochs.Select(e => e.HeldOut).OfType<PairAccuracy>()];

    /// <summary>The epoch, from 1, with the highest accuracy on the held-out pairs (the earliest of equals); the last one without such pairs.</summary>
    public int BestEpoch => Epochs.Skip(1).MaxBy(e => e.HeldOut?.Right ?? e.Epoch)!.Epoch;
}
