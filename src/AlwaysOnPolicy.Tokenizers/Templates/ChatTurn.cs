namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">system, user or assistant.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatTurn(string Role, string Content);
