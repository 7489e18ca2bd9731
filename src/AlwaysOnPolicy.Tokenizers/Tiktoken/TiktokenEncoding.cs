using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Tiktoken;

/// <summary>What belongs to a tiktoken file and is not in it.</summary>
/// <param name="Pattern">A regular expression whose matches are the words; what it leaves over is dropped, as tiktoken does.</param>
/// <param name="SpecialTokens">Their ids by their spelling; beyond the file's ranks, and with gaps where the encoding has them.</param>
public sealed record TiktokenEncoding(string Pattern, IReadOnlyDictionary<string, int> SpecialTokens)
{
    /// <summary>The token that tiktoken knows as the end of a text, in encodings that have it.</summary>
    internal const string EndOfText = "<|endoftext|>";

    /// <summary>GPT-2's, which tiktoken also calls r50k_base.</summary>
    public static TiktokenEncoding Gpt2 { get; } = new(
        @"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", new Dictionary<string, int> { [EndOfText] = 50256 });

    /// <summary>The encoding that a file's name says.</summary>
    /// <exception cref="CheckpointException">It says none that is known here.</exception>
    internal static TiktokenEncoding OfFile(string path) => Path.GetFileNameWithoutExtension(path) switch
    {
        "gpt2" or "r50k_base" => Gpt2,
        var name => throw new CheckpointException($"'{path}': a tiktoken file holds neither its pattern nor its special tokens, and those of '{name}' are not known " +
            $"here (known: gpt2, r50k_base). Use a model with a {TokenizerFiles.Main}, or give both to Tokenizer.LoadTiktoken."),
    };
}
