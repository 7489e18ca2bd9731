using AlwaysOnPolicy.Evaluation.Agreement;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <param name="SecondsPerPair">Wall time, loading left out.</param>
/// <param name="TrainedOn">What of the bench's data the model is known to have been trained on.</param>
/// <param name="Notes">On the pairs that were left out.</param>
internal sealed record PairRewards(IReadOnlyList<PairOutcome> Outcomes, double SecondsPerPair, IReadOnlyList<string> TrainedOn, IReadOnlyList<string> Notes);
