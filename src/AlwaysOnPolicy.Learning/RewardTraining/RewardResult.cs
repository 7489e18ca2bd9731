namespace AlwaysOnPolicy.Learning.RewardTraining;

/// <summary>How often the chosen response got the strictly higher reward; equal rewards count as wrong.</summary>
public sealed record PairAccuracy(int Right, int Total)
{
    /// <summary>0-1; NaN without pairs.</summary>
    public double Fraction => (double)Right / Total;
}

/// <param name="Steps">Optimizer steps done.</param>
/// <param name="TrainingLosses">Mean loss of the steps of each epoch, from epoch 1, all terms together.</param>
/// <param name="HeldOut">Accuracy on the held-out pairs before training, then after each epoch; empty when there are none.</param>
public sealed record RewardResult(int Steps, IReadOnlyList<double> TrainingLosses, IReadOnlyList<PairAccuracy> HeldOut);
