namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>Which text loses tokens.</summary>
public enum Truncation
{
    /// <summary>The longer one until both are alike, then both.</summary>
    LongestFirst,
    OnlyFirst,
    OnlySecond,

    /// <summary>Neither, whatever <see cref="EncodeOptions.MaxLength"/> says.</summary>
    None,
}
