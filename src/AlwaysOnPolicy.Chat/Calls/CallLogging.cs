namespace AlwaysOnPolicy.Chat.Calls;

/// <summary>What is written down of each call to a language model.</summary>
public enum CallLogging
{
    /// <summary>Nothing but what the ledger needs.</summary>
    None,

    /// <summary>That it was made, and how it ended.</summary>
    Calls,

    /// <summary>Requests and answers, too.</summary>
    Contents,
}
