namespace AlwaysOnPolicy.Chat;

/// <summary>No call to the service can work until the user mends something: the key, the model's name, the address, the quota.</summary>
public sealed class ChatException : UserErrorException
{
    public ChatException(string message) : base(message) { }
    public ChatException(string message, Exception inner) : base(message, inner) { }

    public CallFailure Failure { get; init; }
}
