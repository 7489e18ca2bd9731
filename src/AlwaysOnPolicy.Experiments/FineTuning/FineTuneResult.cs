namespace AlwaysOnPolicy.Experiments.FineTuning;

/// <param name="Best">Full path of the folder of the best model by validation loss.</param>
/// <param name="Last">Full path of the folder of the one after the last epoch.</param>
public sealed record FineTuneResult(FineTunedModel Outcome, string Best, string Last);
