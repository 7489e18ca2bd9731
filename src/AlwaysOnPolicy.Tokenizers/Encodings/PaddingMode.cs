namespace AlwaysOnPolicy.Tokenizers.Encodings;

public enum PaddingMode
{
    None,

    /// <summary>To the longest row of the batch.</summary>
    Longest,

    /// <summary>To <see cref="EncodeOptions.MaxLength"/>.</summary>
    MaxLength,
}
