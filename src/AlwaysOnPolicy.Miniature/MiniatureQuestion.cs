namespace AlwaysOnPolicy.Miniature;

public sealed record MiniatureQuestion(string Id, string Domain, string Question);
