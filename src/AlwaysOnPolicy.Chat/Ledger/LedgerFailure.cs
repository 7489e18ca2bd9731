namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>How many calls failed in one way.</summary>
/// <param name="Kind">The way, a word of <see cref="CallFailure"/>.</param>
/// <param name="Stage">The stage's name.</param>
/// <param name="Calls">How many.</param>
/// <param name="Last">What was said of the last.</param>
public sealed record LedgerFailure(string Kind, string Stage, long Calls, string? Last);
