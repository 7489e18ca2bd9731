namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>Money as SQLite can add it up exactly: whole billionths of a thousandth of the currency's unit (10⁻¹²). A price of up to six decimals for a
/// million tokens is a whole number of them for one token.</summary>
internal static class Money
{
    private const decimal Unit = 1e12m;

    /// <summary>Up to the next whole one.</summary>
    public static long ToUnits(decimal amount) => (long)decimal.Ceiling(amount * Unit);

    public static decimal FromUnits(long units) => units / Unit;
}
