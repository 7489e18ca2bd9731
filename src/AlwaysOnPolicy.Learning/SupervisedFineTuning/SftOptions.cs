using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Learning.SupervisedFineTuning;

public sealed record SftOptions
{
    /// <summary>AdamW's rate after the warm-up.</summary>
    [Range(0.0, 1.0)] public double LearningRate { get; init; } = 5e-5;

    /// <summary>Decoupled, on every parameter.</summary>
    [Range(0.0, 1.0)] public double WeightDecay { get; init; } = 0.01;

    /// <summary>Optimizer steps in which the rate rises linearly from 0.</summary>
    [Range(0, int.MaxValue)] public int WarmupSteps { get; init; }

    /// <summary>Where the linear fall of the rate ends at the last step, as a fraction of it.</summary>
    [Range(0.0, 1.0)] public double FinalFraction { get; init; }

    /// <summary>Examples a forward pass.</summary>
    [Range(1, 4096)] public int BatchSize { get; init; } = 16;

    /// <summary>Forward passes an optimizer step; the loss is the mean over all response tokens of the step, however split.</summary>
    [Range(1, 4096)] public int AccumulationSteps { get; init; } = 1;

    /// <summary>More than 1 sorts windows of so many batches by length, against padding; <see cref="Optimization.Batches.Epoch"/>.</summary>
    [Range(1, 4096)] public int LengthWindow { get; init; } = 1;

    [Range(1, 1000)] public int Epochs { get; init; } = 4;

    /// <summary>Gradients are scaled down to this L2 norm over all parameters.</summary>
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)] public double MaxGradNorm { get; init; } = 1;

    /// <summary>Trains a new adapter in the place of the model's weights; null trains the weights.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>Blocks, from the first, that are not trained, nor then the embeddings (and a head that is tied to them).</summary>
    [Range(0, 10_000)] public int FrozenLayers { get; init; }

    /// <summary>Examples a forward pass when the validation loss is measured; changes the speed, not the loss.</summary>
    [Range(1, 4096)] public int EvaluationBatchSize { get; init; } = 32;
}
