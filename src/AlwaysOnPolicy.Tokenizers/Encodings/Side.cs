namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>The side of a row on which tokens are cut or filled in.</summary>
public enum Side
{
    /// <summary>Its end.</summary>
    Right,

    /// <summary>Its beginning.</summary>
    Left,
}
