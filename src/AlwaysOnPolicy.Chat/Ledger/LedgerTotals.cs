using System.Globalization;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What all calls of a ledger are charged with, by stage: what was used, and what those under way may use.</summary>
internal sealed class LedgerTotals(IReadOnlyDictionary<string, (long Tokens, decimal Money)> stages)
{
    public static LedgerTotals Read(LedgerConnection connection) => new(connection
        .Read("SELECT stage, tokens, money FROM totals", r => (Stage: r.GetString(0), Tokens: r.GetInt64(1), Money: Money.FromUnits(r.GetInt64(2))))
        .ToDictionary(t => t.Stage, t => (t.Tokens, t.Money), StringComparer.Ordinal));

    /// <summary>Which budget has no room for a call, in words; null where all have.</summary>
    public string? Lack(PlannedCall call, CallBudget budget)
    {
        var stage = call.Purpose.Stage;
        var run = (Tokens: stages.Values.Sum(s => s.Tokens), Money: stages.Values.Sum(s => s.Money));
        return Lack(call, budget.Run, run)
            ?? (budget.Stages.TryGetValue(stage, out var own) ? Lack(call, own, stages.GetValueOrDefault(stage)) : null);
    }

    private static string? Lack(PlannedCall call, BudgetLimits limits, (long Tokens, decimal Money) used)
    {
        if (limits.Tokens is { } tokens && used.Tokens + call.Tokens > tokens)
            return string.Create(CultureInfo.InvariantCulture, $"'{limits.Setting}.tokens' is {tokens:N0}: {used.Tokens:N0} are used, and the next call, of " +
                $"the stage " +
                $"'{call.Purpose.Stage}', may need {call.Tokens:N0}");
        if (limits.Money is { } money && used.Money + (call.Money ?? 0) > money)
            return string.Create(CultureInfo.InvariantCulture, $"'{limits.Setting}.money' is {money}: {used.Money:0.######} is spent, and the next call, of " +
                $"the stage " +
                $"'{call.Purpose.Stage}', may cost {call.Money:0.######}");
        return null;
    }
}
