namespace AlwaysOnPolicy.Experiments.Artifacts;

/// <summary>A line of metrics.jsonl of a fine-tuning.</summary>
/// <param name="Epoch">0 is before training.</param>
/// <param name="ValidationLoss">Nats a token; null without validation.</param>
/// <param name="TrainingLoss">Mean over the epoch, nats a token; null before training.</param>
public sealed record SftEpochLoss(int Epoch, double? ValidationLoss, double? TrainingLoss);
