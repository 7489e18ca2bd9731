namespace AlwaysOnPolicy.Models.Serving;

/// <summary>What an answer has grown by.</summary>
/// <param name="Index">Which of the requests that were made together.</param>
/// <param name="Text">Whole characters; the parts' texts together are the answer.</param>
/// <param name="Tokens">The tokens of these texts, where log-probabilities were asked for; those of a character come with its last.</param>
/// <param name="Drawn">Tokens drawn so far, what ended the answer included.</param>
/// <param name="Finish">Why the answer ends here; null where it goes on.</param>
public sealed record AnswerPart(int Index, string Text, IReadOnlyList<AnswerToken> Tokens, int Drawn, AnswerFinish? Finish)
{
    /// <summary>The version of the policy that drew it; null where it has none.</summary>
    public string? Version { get; init; }
}
