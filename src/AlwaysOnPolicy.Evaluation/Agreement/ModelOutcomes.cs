namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>A reward model with its outcomes, one a pair.</summary>
/// <param name="Name">The model's.</param>
/// <param name="Outcomes">One for each pair.</param>
/// <param name="SecondsPerPair">Wall time, loading left out.</param>
/// <param name="TrainedOn">Why its agreement may flatter it: each data set of the bench that it was trained on, and how that is known.</param>
public sealed record ModelOutcomes(string Name, IReadOnlyList<PairOutcome> Outcomes, double SecondsPerPair, IReadOnlyList<string> TrainedOn);
