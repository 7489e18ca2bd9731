using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Builds the decoder that tokenizer.json asks for.</summary>
internal static class DecoderReader
{
    private const string Supported = "ByteLevel, WordPiece, Metaspace, Replace, ByteFallback, Fuse, Strip, BPEDecoder, CTC, Sequence";

    public static Decoder Read(ComponentJson? part) => part is null ? new SpacedTokens() : ReadOne(part);

    private static Decoder ReadOne(ComponentJson part)
    {
        Decoder decoder = part.Type switch
        {
            "ByteLevel" => ByteLevelDecoder.Read(part),
            "WordPiece" => new WordPieceDecoder(part.TextOrNull("prefix") ?? "##", part.Flag("cleanup", true)),
            "Metaspace" => MetaspaceDecoder.Read(part),
            "Replace" => ReplaceDecoder.Read(part),
            "ByteFallback" => new ByteFallbackDecoder(),
            "Fuse" => new FuseDecoder(),
            "Strip" => StripDecoder.Read(part),
            "BPEDecoder" => new SuffixDecoder(part.TextOrNull("suffix") ?? "</w>"),
            "CTC" => CtcDecoder.Read(part),
            "Sequence" => new DecoderSequence([.. part.Children("decoders").Select(ReadOne)]),
            _ => throw part.UnknownType(Supported),
        };
        part.Done();
        return decoder;
    }
}
