namespace AlwaysOnPolicy.Models.Tokenization.Decoders;

/// <summary>Builds the decoder that tokenizer.json asks for.</summary>
internal static class DecoderReader
{
    private const string Supported = "ByteLevel, WordPiece";

    public static Decoder Read(ComponentJson? part)
    {
        if (part is null) return new SpacedTokens();
        Decoder decoder = part.Type switch
        {
            "ByteLevel" => ByteLevelDecoder.Read(part),
            "WordPiece" => new WordPieceDecoder(part.TextOrNull("prefix") ?? "##", part.Flag("cleanup", true)),
            _ => throw part.UnknownType(Supported),
        };
        part.Done();
        return decoder;
    }
}
