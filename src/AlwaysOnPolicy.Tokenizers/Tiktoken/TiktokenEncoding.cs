namespace AlwaysOnPolicy.Tokenizers.Tiktoken;

/// <summary>What belongs to a tiktoken file and is not in it.</summary>
/// <param name="Pattern">A regular expression whose matches are the words; what it leaves over is dropped, as tiktoken does.</param>
/// <param name="SpecialTokens">Their ids by their spelling; beyond the file's ranks, and with gaps where the encoding has them.</param>
public sealed record TiktokenEncoding(string Pattern, IReadOnlyDictionary<string, int> SpecialTokens)
{
    /// <summary>The token that tiktoken knows as the end of a text, in encodings that have it.</summary>
    internal const string UsualEnd = "<|endoftext|>";

    /// <summary>A special token that is put before each text; null for none.</summary>
    public string? BeginOfText { get; init; }

    /// <summary>The special token that ends a text.</summary>
    public string EndOfText { get; init; } = UsualEnd;

    /// <summary>GPT-2's, which tiktoken also calls r50k_base.</summary>
    public static TiktokenEncoding Gpt2 { get; } = new(
        @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", new Dictionary<string, int> { [UsualEnd] = 50256 });
}
