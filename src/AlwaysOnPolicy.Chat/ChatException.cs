namespace AlwaysOnPolicy.Chat;

/// <summary>No call to the service can work until the user mends something: the key, the model's name, the address, the quota.</summary>
public sealed class ChatException : UserErrorException
{
    /// <summary>An error with this message; <see cref="Failure"/> is set beside it.</summary>
    public ChatException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public ChatException(string message, Exception inner) : base(message, inner) { }

    /// <summary>What the user has to mend.</summary>
    public CallFailure Failure { get; init; }
}
