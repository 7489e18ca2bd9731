namespace AlwaysOnPolicy.Tokenizers.Offsets;

/// <summary>A token and where it stands in the text that it was cut from.</summary>
internal readonly record struct PlacedToken(int Id, TextSpan Span);
