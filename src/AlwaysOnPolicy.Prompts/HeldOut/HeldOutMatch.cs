namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>A text that is, or is near, a question of <paramref name="Set"/>.</summary>
/// <param name="Set">The held-out set that the question is of.</param>
/// <param name="Likeness">How it was found.</param>
public sealed record HeldOutMatch(string Set, Likeness Likeness);
