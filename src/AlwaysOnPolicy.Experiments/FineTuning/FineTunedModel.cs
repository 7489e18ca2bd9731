using AlwaysOnPolicy.Experiments.Artifacts;

namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>What fine-tuning came to.</summary>
/// <param name="Demonstrations">Trained on.</param>
/// <param name="Validation">Measured on.</param>
/// <param name="Epochs">From 0, before training.</param>
/// <param name="BestEpoch">The one with the lowest validation loss; the last one without validation.</param>
public sealed record FineTunedModel(int Demonstrations, int Validation, IReadOnlyList<SftEpochLoss> Epochs, int BestEpoch);
