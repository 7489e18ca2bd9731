namespace AlwaysOnPolicy.Prompts;

/// <summary>What an author saw in one call.</summary>
/// <param name="Number">From 0; the place of its prompts' origin.</param>
/// <param name="Shown">Ids of the probe questions whose answers and rewards it was shown.</param>
public sealed record AuthorCall(int Number, IReadOnlyList<string> Shown);
