namespace AlwaysOnPolicy.Models.Tokenization.Normalizers;

/// <summary>Builds the normalizer that tokenizer.json asks for.</summary>
internal static class NormalizerReader
{
    private const string Supported = "BertNormalizer, Lowercase, NFC, NFD, StripAccents, Sequence";

    public static Normalizer? ReadOrNull(ComponentJson? part) => part is null ? null : Read(part);

    private static Normalizer Read(ComponentJson part)
    {
        Normalizer normalizer = part.Type switch
        {
            "BertNormalizer" => BertNormalizer.Read(part),
            "Lowercase" => new Lowercase(),
            "NFC" => new UnicodeForm(compose: true),
            "NFD" => new UnicodeForm(compose: false),
            "StripAccents" => new StripAccents(),
            "Sequence" => new NormalizerSequence([.. part.Children("normalizers").Select(Read)]),
            _ => throw part.UnknownType(Supported),
        };
        part.Done();
        return normalizer;
    }
}
