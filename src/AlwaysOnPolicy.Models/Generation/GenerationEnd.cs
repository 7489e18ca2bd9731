namespace AlwaysOnPolicy.Models.Generation;

/// <summary>Why an answer is over.</summary>
public enum GenerationEnd
{
    /// <summary>One of <see cref="SamplingOptions.EosIds"/> was drawn; it is part of the answer.</summary>
    EndOfText,

    /// <summary>It has <see cref="SamplingOptions.MaxNewTokens"/>.</summary>
    Length,

    /// <summary>No token could be drawn: see <see cref="GeneratedToken.Failure"/>.</summary>
    Failure,
}
