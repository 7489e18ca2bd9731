namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What a ledger's calls came to.</summary>
/// <param name="Money">Null where no price was known of any call.</param>
/// <param name="Unpriced">Calls of models without a price, which <paramref name="Money"/> lacks.</param>
public sealed record LedgerSum(string Name, long Calls, long Answered, long Failed, long Unknown, long InputTokens, long OutputTokens, long ThinkingTokens,
    long ChargedTokens, decimal? Money, long Unpriced);
