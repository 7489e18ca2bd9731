namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>How many calls failed in one way.</summary>
/// <param name="Last">What was said of the last.</param>
public sealed record LedgerFailure(string Kind, string Stage, long Calls, string? Last);
