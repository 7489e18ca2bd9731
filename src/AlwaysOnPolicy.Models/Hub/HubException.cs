namespace AlwaysOnPolicy.Models.Hub;

/// <summary>A model cannot be fetched. What was downloaded is kept, and the same command goes on from there.</summary>
public sealed class HubException : UserErrorException
{
    public HubException(string message) : base(message) { }
    public HubException(string message, Exception inner) : base(message, inner) { }
}
