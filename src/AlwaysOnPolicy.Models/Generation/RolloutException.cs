namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Servers that were to draw answers did not: all are lost, or one serves another policy, or sends what is no answer. The policy is as it was, and the
/// same command goes on from there.</summary>
public sealed class RolloutException : UserErrorException
{
    /// <summary>An error with this message, which names the servers.</summary>
    public RolloutException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public RolloutException(string message, Exception inner) : base(message, inner) { }
}
