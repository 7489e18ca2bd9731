namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What a ledger's calls came to.</summary>
/// <param name="Name">Of the stage, model or day.</param>
/// <param name="Calls">Calls that were made.</param>
/// <param name="Answered">Those that were answered.</param>
/// <param name="Failed">Those that brought nothing.</param>
/// <param name="Unknown">Those of which nobody knows whether they were answered.</param>
/// <param name="InputTokens">Tokens that were read.</param>
/// <param name="OutputTokens">Tokens that were written.</param>
/// <param name="ThinkingTokens">Tokens of reasoning, among those written.</param>
/// <param name="ChargedTokens">Tokens that count against a budget.</param>
/// <param name="Money">Null where no price was known of any call.</param>
/// <param name="Unpriced">Calls of models without a price, which <paramref name="Money"/> lacks.</param>
public sealed record LedgerSum(string Name, long Calls, long Answered, long Failed, long Unknown, long InputTokens, long OutputTokens, long ThinkingTokens,
    long ChargedTokens, decimal? Money, long Unpriced);
