namespace AlwaysOnPolicy.Prompts.HeldOut;

/// <summary>A text that is, or is near, a question of <paramref name="Set"/>.</summary>
public sealed record HeldOutMatch(string Set, Likeness Likeness);
