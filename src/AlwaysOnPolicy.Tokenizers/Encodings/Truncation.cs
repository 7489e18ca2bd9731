namespace AlwaysOnPolicy.Tokenizers.Encodings;

/// <summary>Which text loses tokens.</summary>
public enum Truncation
{
    /// <summary>The longer one until both are alike, then both.</summary>
    LongestFirst,

    /// <summary>The first; the second stays whole.</summary>
    OnlyFirst,

    /// <summary>The second; the first stays whole.</summary>
    OnlySecond,

    /// <summary>Neither, whatever <see cref="EncodeOptions.MaxLength"/> says.</summary>
    None,
}
