namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>A part of the split, by the ids that its rows have in the files they came from.</summary>
public sealed record SplitRecord(string Name, IReadOnlyList<string> Ids);
