namespace AlwaysOnPolicy.Chat;

/// <summary>One call got no usable reply, after all attempts; another call may. What asked decides whether it can go on without.</summary>
public sealed class ChatCallException : Exception
{
    public ChatCallException(string message) : base(message) { }
    public ChatCallException(string message, Exception inner) : base(message, inner) { }

    public CallFailure Failure { get; init; }
}
