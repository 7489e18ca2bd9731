namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>One part of a split.</summary>
/// <param name="Count">How many rows; null for all that the parts before it left over.</param>
/// <param name="PerDomain">Whether <paramref name="Count"/> is of each domain rather than of all.</param>
internal sealed record SplitPart(string Name, int? Count, bool PerDomain = false);
