namespace AlwaysOnPolicy.Models.Generation;

/// <summary>A token and the logarithm of its probability.</summary>
public readonly record struct TokenLogProbability(int Id, float LogProbability);
