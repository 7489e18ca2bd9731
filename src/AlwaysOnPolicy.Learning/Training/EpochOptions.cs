using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Learning.Training;

/// <summary>A training that goes over given examples epoch by epoch.</summary>
public abstract record EpochOptions : TrainingOptions
{
    private protected EpochOptions() { }

    /// <summary>AdamW's, decoupled, on every parameter.</summary>
    [Range(0.0, 1.0)] public double WeightDecay { get; init => field = OptionRange.Check(this, value); } = 0.01;

    /// <summary>Forward passes an optimizer step; the loss is the mean over the whole step, however split.</summary>
    /// <value>forward passes</value>
    [Range(1, 4096)] public int AccumulationSteps { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>More than 1 sorts windows of so many batches by length, which spares padding.</summary>
    /// <value>batches</value>
    [Range(1, 4096)] public int LengthWindow { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Times through the examples.</summary>
    /// <value>epochs</value>
    [Range(1, 1000)] public int Epochs { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Gradients are scaled down to this L2 norm over all parameters.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)] public double MaxGradNorm { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Examples a forward pass when held-out ones are measured; changes the speed, and the last digits of what is measured.</summary>
    /// <value>examples</value>
    [Range(1, 4096)] public int EvaluationBatchSize { get; init => field = OptionRange.Check(this, value); } = 32;
}
