namespace AlwaysOnPolicy.Models.Generation;

/// <summary>What a row got in a step.</summary>
/// <param name="Row">As <see cref="GenerationBatch.Add"/> named it.</param>
/// <param name="Id">The token's.</param>
/// <param name="LogProbability">Of the token, by the model's own logits before any processor; null where it was not asked for.</param>
/// <param name="Likeliest">The likeliest tokens, likeliest first; empty where they were not asked for.</param>
/// <param name="End">Why the row ends with this token; null while it goes on.</param>
public sealed record GeneratedToken(int Row, int Id, float? LogProbability, IReadOnlyList<TokenLogProbability> Likeliest, GenerationEnd? End)
{
    /// <summary>Why the row got no token and is over; null where it got one. <see cref="Id"/> is then −1.</summary>
    public Exception? Failure { get; init; }
}
