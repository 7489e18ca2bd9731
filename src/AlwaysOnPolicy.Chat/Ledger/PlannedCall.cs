namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>A request before it is sent.</summary>
/// <param name="Key">What the request is known by: <see cref="RequestKey"/>.</param>
/// <param name="Tokens">What it may use at most.</param>
/// <param name="Money">What it may cost at most; null where no price is known.</param>
/// <param name="GoesOn">Whether it waits for what an earlier process sent, and is not paid for anew.</param>
internal sealed record PlannedCall(string Key, string Sample, CallPurpose Purpose, ChatProvider Provider, string Model, long Tokens, decimal? Money,
    bool GoesOn = false);
