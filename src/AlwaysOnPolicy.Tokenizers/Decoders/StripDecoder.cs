using System.Text;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Drops up to so many of one character from the ends of each token.</summary>
internal sealed class StripDecoder(Rune character, int start, int stop) : Decoder
{
    public static StripDecoder Read(ComponentJson part)
    {
        var text = part.Text("content");
        if (Rune.DecodeFromUtf16(text, out var character, out var length) != System.Buffers.OperationStatus.Done || length != text.Length)
            throw part.Wrong("content", "one character");
        return new StripDecoder(character, Count(part, "start"), Count(part, "stop"));
    }

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens) => [.. tokens.Select(Strip)];

    private string Strip(string token)
    {
        var one = character.ToString();
        var (from, to) = (0, token.Length);
        for (var i = 0; i < start && token.AsSpan(from, to - from).StartsWith(one, StringComparison.Ordinal); i++) from += one.Length;
        for (var i = 0; i < stop && token.AsSpan(from, to - from).EndsWith(one, StringComparison.Ordinal); i++) to -= one.Length;
        return token[from..to];
    }

    private static int Count(ComponentJson part, string name) => part.Int(name) is >= 0 and var count ? count : throw part.Wrong(name, "0 or more");
}
