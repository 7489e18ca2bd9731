namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <param name="Role">system, user or assistant.</param>
public sealed record ChatTurn(string Role, string Content);
