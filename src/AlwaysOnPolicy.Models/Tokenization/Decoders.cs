using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>The step from tokens back to text.</summary>
internal static class Decoders
{
    public static Func<IReadOnlyList<string>, string> Read(JsonElement part) => part.ValueKind == JsonValueKind.Null
        ? tokens => string.Join(' ', tokens)
        : part.Type() switch
        {
            "ByteLevel" => ByteLevel.Decode,
            "WordPiece" => WordPieces(part.Text("prefix", "##"), part.Flag("cleanup", true)),
            var other => throw JsonComponents.Unsupported("decoder", other, "ByteLevel, WordPiece"),
        };

    private static Func<IReadOnlyList<string>, string> WordPieces(string prefix, bool cleanup) => tokens =>
        string.Concat(tokens.Select((token, i) =>
        {
            if (i > 0) token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
            return cleanup ? TightenWithDoNot(token) : token;
        }));

    /// <summary>Drops the spaces that word splitting leaves before marks and contractions: transformers' clean_up_tokenization_spaces.</summary>
    public static string Tighten(string text) => text
        .Replace(" .", ".").Replace(" ?", "?").Replace(" !", "!").Replace(" ,", ",").Replace(" ' ", "'")
        .Replace(" n't", "n't").Replace(" 'm", "'m").Replace(" 's", "'s").Replace(" 've", "'ve").Replace(" 're", "'re");

    private static string TightenWithDoNot(string text) => Tighten(text.Replace(" do not", " don't"));
}
