namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A part of the split, by the ids that its rows have in the files they came from.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Ids">The rows' ids.</param>
public sealed record SplitRecord(string Name, IReadOnlyList<string> Ids);
