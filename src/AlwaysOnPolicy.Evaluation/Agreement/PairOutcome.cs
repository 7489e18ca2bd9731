namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>What one reward model made of one pair of answers.</summary>
/// <param name="PairId">The pair's id.</param>
/// <param name="Domain">The question's domain.</param>
/// <param name="Margin">Score of the answer that people preferred minus that of the other; of a model that compares, the log-odds (nats) that the
/// preferred answer is the better one. Above 0 the model agrees with people.</param>
/// <param name="ExtraLength">By how many characters the preferred answer is the longer one; below 0 it is the shorter.</param>
public sealed record PairOutcome(string PairId, string Domain, double Margin, int ExtraLength);
