using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>Builds the normalizer that tokenizer.json asks for.</summary>
internal static class NormalizerReader
{
    private const string Supported = "BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Strip, StripAccents, " +
        "Sequence";

    public static Normalizer? ReadOrNull(ComponentJson? part) => part is null ? null : Read(part);

    private static Normalizer Read(ComponentJson part)
    {
        Normalizer normalizer = part.Type switch
        {
            "BertNormalizer" => BertNormalizer.Read(part),
            "ByteLevel" => new ByteCharacters(),
            "Lowercase" => new Lowercase(),
            "NFC" => new UnicodeForm(compose: true),
            "NFD" => new UnicodeForm(compose: false),
            "NFKC" => new UnicodeForm(compose: true, compatibility: true),
            "NFKD" => new UnicodeForm(compose: false, compatibility: true),
            "Nmt" => new Nmt(),
            "Precompiled" => Precompiled.Read(part),
            "Prepend" => new Prepend(part.Text("prepend")),
            "Replace" => Replace.Read(part),
            "Strip" => new StripEnds(part.Flag("strip_left", true), part.Flag("strip_right", true)),
            "StripAccents" => new StripAccents(),
            "Sequence" => new NormalizerSequence([.. part.Children("normalizers").Select(Read)]),
            _ => throw part.UnknownType(Supported),
        };
        part.Done();
        return normalizer;
    }
}
