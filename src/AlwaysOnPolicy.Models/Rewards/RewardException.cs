namespace AlwaysOnPolicy.Models.Rewards;

/// <summary>A reward cannot be had: the scorer does not answer, or with something that is no score.</summary>
public sealed class RewardException : UserErrorException
{
    /// <summary>An error with this message.</summary>
    public RewardException(string message) : base(message) { }

    /// <summary>The same, with what caused it.</summary>
    public RewardException(string message, Exception inner) : base(message, inner) { }
}
