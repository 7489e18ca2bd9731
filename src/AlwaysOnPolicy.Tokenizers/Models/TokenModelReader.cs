using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Models;

/// <summary>Builds the model that tokenizer.json asks for.</summary>
internal static class TokenModelReader
{
    private const string Supported = "BPE, Unigram, WordPiece, WordLevel";

    public static TokenModel Read(ComponentJson part)
    {
        TokenModel model = TypeOf(part) switch
        {
            "BPE" => Bpe.Read(part),
            "Unigram" => Unigram.Read(part),
            "WordPiece" => WordPiece.Read(part),
            "WordLevel" => WordLevel.Read(part),
            var other => throw part.Unsupported($"the type '{other}'", Supported),
        };
        part.Done();
        return model;
    }

    /// <summary>Older files do not name the type; as in the reference, what else is there tells.</summary>
    private static string TypeOf(ComponentJson part) => part.TextOrNull("type")
        ?? (part.Has("merges") ? "BPE" : part.Has("max_input_chars_per_word") ? "WordPiece" : part.IsList("vocab") ? "Unigram" : "WordLevel");
}
