namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>To what length rows are filled with the padding token.</summary>
public enum PaddingMode
{
    /// <summary>Rows stay as long as they are.</summary>
    None,

    /// <summary>To the longest row of the batch.</summary>
    Longest,

    /// <summary>To <see cref="EncodeOptions.MaxLength"/>.</summary>
    MaxLength,
}
