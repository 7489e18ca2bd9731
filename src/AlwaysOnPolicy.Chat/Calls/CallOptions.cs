using AlwaysOnPolicy.Chat.Ledger;

namespace AlwaysOnPolicy.Chat.Calls;

/// <summary>What holds for all calls of a run. None of it changes an answer.</summary>
/// <param name="Budget">What the calls may use.</param>
/// <param name="PriceFile">The user's own list of prices; null has none.</param>
/// <param name="Logging">What is written down of each call.</param>
/// <param name="Telemetry">Whether calls are told to whoever listens to the source <see cref="ChatCalls.Source"/>.</param>
public sealed record CallOptions(CallBudget Budget, string? PriceFile = null, CallLogging Logging = CallLogging.None, bool Telemetry = false)
{
    /// <summary>What the calls may use.</summary>
    public CallBudget Budget { get; init => field = OptionNotNull.Check(value); } = OptionNotNull.Check(Budget);

    /// <summary>No budget, no list of prices, no log, no telemetry.</summary>
    public static CallOptions Default { get; } = new(CallBudget.None);
}
