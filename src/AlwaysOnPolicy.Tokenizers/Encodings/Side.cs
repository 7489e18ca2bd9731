namespace AlwaysOnPolicy.Tokenizers.Encodings;

public enum Side
{
    Right,
    Left,
}
