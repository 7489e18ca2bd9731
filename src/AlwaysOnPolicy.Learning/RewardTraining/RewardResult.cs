namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>How often the chosen response got the strictly higher reward; equal rewards count as wrong.</summary>
public sealed record PairAccuracy(int Right, int Total)
{
    /// <summary>0-1; NaN without pairs.</summary>
    public double Fraction => (double)Right / Total;
}

/// <summary>What was measured after an epoch.</summary>
/// <param name="Epoch">0 is before training.</param>
/// <param name="TrainingLoss">Mean loss of the epoch's steps, all terms together; null before training.</param>
/// <param name="HeldOut">Null without held-out pairs.</param>
public sealed record RewardEpoch(int Epoch, double? TrainingLoss, PairAccuracy? HeldOut);

/// <param name="Steps">Optimizer steps done.</param>
/// <param name="TrainingLosses">Mean loss of the steps of each epoch, from epoch 1, all terms together.</param>
/// <param name="HeldOut">Accuracy on the held-out pairs before training, then after each epoch; empty when there are none.</param>
public sealed record RewardResult(int Steps, IReadOnlyList<double> TrainingLosses, IReadOnlyList<PairAccuracy> HeldOut)
{
    /// <summary>The epoch, from 1, with the highest accuracy on the held-out pairs (the earliest of equals); the last one without such pairs.</summary>
    public int BestEpoch => HeldOut.Count == 0 ? TrainingLosses.Count : Enumerable.Range(1, TrainingLosses.Count).MaxBy(e => HeldOut[e].Right);
}
