namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <param name="Steps">Optimizer steps done.</param>
/// <param name="TrainingLosses">Mean loss of the steps of each epoch, from epoch 1.</param>
/// <param name="ValidationLosses">Before training, then after each epoch; empty when there are no validation examples.</param>
public sealed record SftResult(int Steps, IReadOnlyList<double> TrainingLosses, IReadOnlyList<double> ValidationLosses)
{
    /// <summary>The epoch, from 1, with the lowest validation loss (the earliest of equals); the last one without validation.</summary>
    public int BestEpoch => ValidationLosses.Count == 0
        ? TrainingLosses.Count
        : Enumerable.Range(1, TrainingLosses.Count).MinBy(e => ValidationLosses[e]);
}
