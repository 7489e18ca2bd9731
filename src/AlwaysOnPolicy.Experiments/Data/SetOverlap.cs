namespace AlwaysOnPolicy.Experiments.Data;

/// <summary>Questions of two sets that are one.</summary>
/// <param name="A">Name of the one set.</param>
/// <param name="B">Name of the other.</param>
/// <param name="Rows">Rows of <paramref name="B"/> whose question is in <paramref name="A"/>.</param>
/// <param name="Examples">Ids of some of them.</param>
/// <param name="Fatal">Whether a run refuses it.</param>
public sealed record SetOverlap(string A, string B, int Rows, IReadOnlyList<string> Examples, bool Fatal = false);
