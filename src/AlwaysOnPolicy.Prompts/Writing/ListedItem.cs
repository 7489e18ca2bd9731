namespace AlwaysOnPolicy.Prompts.Writing;

/// <summary>One entry of a list that an LLM wrote.</summary>
/// <param name="Tag">What stood in square brackets before it, or in a JSON field "domain"; null where there was none.</param>
internal sealed record ListedItem(string Text, string? Tag = null);
