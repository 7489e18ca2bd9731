namespace AlwaysOnPolicy.Chat;

/// <summary>One call got no usable reply, after all attempts; another call may. What asked decides whether it can go on without.</summary>
public sealed class ChatCallException : Exception
{
    /// <summary>An error with this message; <see cref="Failure"/> is set beside it.</summary>
    public ChatCallException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public ChatCallException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Why there is no usable reply.</summary>
    public CallFailure Failure { get; init; }
}
