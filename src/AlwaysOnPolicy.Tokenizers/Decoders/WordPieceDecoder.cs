namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Joins pieces that begin with the prefix to what is before them, the others with a blank.</summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : Decoder
{
    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) => [.. tokens.Select((token, i) =>
    {
        if (i > 0) token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
        return cleanUp ? CleanUp(token) : token;
    })];

    internal static string CleanUp(string token) => Spacing.CleanUp(token).Replace(" do not", " don't", StringComparison.Ordinal);
}
