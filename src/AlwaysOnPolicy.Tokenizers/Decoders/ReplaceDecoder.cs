using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Normalizers;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Replaces a pattern within each token.</summary>
internal sealed class ReplaceDecoder(Func<string, string> replace) : Decoder
{
    public static ReplaceDecoder Read(ComponentJson part) => new(Replace.Read(part).Apply);

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) => [.. tokens.Select(replace)];
}
