namespace AlwaysOnPolicy.Models.Serving;

/// <summary>A token of an answer.</summary>
/// <param name="Drawn">The token itself.</param>
/// <param name="Offset">Where its text begins in the answer, in UTF-16 units.</param>
/// <param name="Top">The likeliest tokens in its place, likeliest first; as many as were asked for.</param>
public sealed record AnswerToken(TokenChance Drawn, int Offset, IReadOnlyList<TokenChance> Top);
