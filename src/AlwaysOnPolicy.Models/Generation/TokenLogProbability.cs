namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A token and the logarithm of its probability.</summary>
/// <param name="Id">The token's.</param>
/// <param name="LogProbability">In nats.</param>
public readonly record struct TokenLogProbability(int Id, float LogProbability);
