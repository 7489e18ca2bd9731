namespace AlwaysOnPolicy.Prompts;

/// <summary>What an author saw in one call.</summary>
/// <param name="Number">From 0; the place of its prompts' origin.</param>
/// <param name="Shown">The quadruples that it was shown, in their order.</param>
public sealed record AuthorCall(int Number, IReadOnlyList<ShownAnswer> Shown);
