namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <summary>What a fine-tuning left.</summary>
/// <param name="Outcome">Its losses, and the best epoch.</param>
/// <param name="Best">Full path of the folder of the best model by validation loss.</param>
/// <param name="Last">Full path of the folder of the one after the last epoch.</param>
public sealed record FineTuneResult(FineTunedModel Outcome, string Best, string Last);
