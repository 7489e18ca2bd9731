namespace AlwaysOnPolicy.Miniature;

/// <summary>An example answer of the miniature world.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer to imitate, right or wrong.</param>
public sealed record MiniatureDemonstration(string Question, string Answer);
