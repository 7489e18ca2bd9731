namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What calls may use together.</summary>
/// <param name="Setting">What sets them, for messages.</param>
/// <param name="Money">In the currency of the prices; null: without limit.</param>
/// <param name="Tokens">Of requests and answers; null: without limit.</param>
public sealed record BudgetLimits(string Setting, decimal? Money = null, long? Tokens = null)
{
    /// <summary>What sets them, for messages.</summary>
    public string Setting { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Setting);

    internal bool AreSet => Money is not null || Tokens is not null;
}
