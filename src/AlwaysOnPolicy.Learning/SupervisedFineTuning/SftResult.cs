namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

/// <summary>What a fine-tuning did.</summary>
/// <param name="Steps">Optimizer steps done.</param>
/// <param name="Epochs">What was measured, from epoch 0, before training.</param>
public sealed record SftResult(int Steps, IReadOnlyList<SftEpoch> Epochs)
{
    /// <summary>Mean loss of the steps of each epoch, from epoch 1.</summary>
    public IReadOnlyList<double> TrainingLosses => [.. Epochs.Select(e => e.TrainingLoss).OfType<double>()];

    /// <summary>Before training, then after each epoch; empty when there are no validation examples.</summary>
    public IReadOnlyList<double> ValidationLosses => [.. Epochs.Select(e => e.ValidationLoss).OfType<double>()];

    /// <summary>The epoch, from 1, with the lowest validation loss (the earliest of equals); the last one without validation.</summary>
    public int BestEpoch => Epochs.Skip(1).MinBy(e => e.ValidationLoss ?? -e.Epoch)!.Epoch;
}
