namespace AlwaysOnPolicy.Chat;

/// <summary>Why a call brought nothing that can be used.</summary>
public enum CallFailure
{
    /// <summary>None of the others, such as a request that the service finds wrong.</summary>
    Other,

    /// <summary>Too many requests or tokens a minute.</summary>
    Throttled,

    /// <summary>The service is at fault (5xx, a conflict).</summary>
    ServerError,

    /// <summary>No reply in time: it may have been paid for all the same.</summary>
    TimedOut,

    /// <summary>No connection, or one that was cut: it may have been paid for all the same.</summary>
    Connection,

    /// <summary>A reply that is none of the service's interface.</summary>
    Unreadable,

    /// <summary>The service does not know the key, or the key may not do this.</summary>
    Key,

    /// <summary>The service does not know the model, or the key may not use it.</summary>
    Model,

    /// <summary>The day's quota or the credit is spent.</summary>
    Quota,

    /// <summary>The model refused.</summary>
    Refusal,

    /// <summary>The service's filter withheld the answer.</summary>
    ContentFilter,

    /// <summary>An answer without a word, for no reason that was given.</summary>
    Empty,

    /// <summary>The answer's tokens were used up before its first word.</summary>
    Cut,

    /// <summary>The call was under way when its process ended, or was given up: nobody knows whether it was answered.</summary>
    UnknownOutcome,
}
