namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What becomes of a request that is about to be sent.</summary>
internal abstract record Beginning
{
    /// <summary>It is recorded and may be sent.</summary>
    internal sealed record Recorded(long Id) : Beginning;

    /// <summary>It was answered before.</summary>
    internal sealed record Answered(PaidAnswer Answer) : Beginning;

    /// <summary>Somebody is asking the same, or what is under way holds the room that a budget has left: look again.</summary>
    internal sealed record Wait : Beginning;

    /// <summary>A budget has no room.</summary>
    internal sealed record Spent(string What) : Beginning;
}
