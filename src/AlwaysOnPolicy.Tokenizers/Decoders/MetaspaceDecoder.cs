using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.PreTokenizers;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Turns the marks of <see cref="Metaspace"/> into blanks; those of the first token are dropped where a mark was put before the text.</summary>
internal sealed class MetaspaceDecoder(char mark, PrependScheme scheme) : Decoder
{
    public static MetaspaceDecoder Read(ComponentJson part)
    {
        var (mark, scheme, _) = Metaspace.Options(part);
        return new MetaspaceDecoder(mark, scheme);
    }

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) =>
        [.. tokens.Select((t, i) => i == 0 && scheme != PrependScheme.Never ? t.Replace(mark.ToString(), "", StringComparison.Ordinal) : t.Replace(mark, ' '))];
}
