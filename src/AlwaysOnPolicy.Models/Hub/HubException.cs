namespace AlwaysOnPolicy.Models.Hub;

/// <summary>A model cannot be fetched. What was downloaded is kept, and the same command goes on from there.</summary>
public sealed class HubException : UserErrorException
{
    /// <summary>An error with this message.</summary>
    public HubException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public HubException(string message, Exception inner) : base(message, inner) { }
}
