namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>A conversation as its template writes it.</summary>
/// <param name="Text">The text of the conversation.</param>
/// <param name="Generated">Where the texts stand that the template marks with {% generation %} as the model's own: first character and the one behind the last,
/// in UTF-16; empty where it marks none.</param>
public sealed record RenderedChat(string Text, IReadOnlyList<(int Start, int End)> Generated);
