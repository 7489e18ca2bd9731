namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What a call is made for.</summary>
/// <param name="Stage">The stage's name, such as judge: budgets and sums go by it.</param>
/// <param name="Label">Which of the stages of that name, for people.</param>
public sealed record CallPurpose(string Stage, string Label);
