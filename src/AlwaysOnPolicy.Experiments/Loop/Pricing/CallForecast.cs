namespace AlwaysOnPolicy.Experiments.Loop.Pricing;

/// <summary>Calls to a language model, and what they use.</summary>
/// <param name="Calls">How many calls.</param>
/// <param name="InputTokens">Tokens that are read.</param>
/// <param name="OutputTokens">Tokens that are written.</param>
/// <param name="Money">Null where the model has no price.</param>
public sealed record CallForecast(long Calls, long InputTokens, long OutputTokens, decimal? Money);
