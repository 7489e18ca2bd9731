namespace AlwaysOnPolicy.Miniature;

public sealed record MiniatureDemonstration(string Question, string Answer);
