using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using AlwaysOnPolicy.Tokenizers.Files;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>A SentencePiece table as the tokenizers library applies it: to each short grapheme as a whole, else to each of its characters, and always the
/// shortest entry that matches. SentencePiece itself takes the longest (<see cref="SentencePiece.SpmNormalizer"/>).</summary>
internal sealed class Precompiled : NormalizerStep
{
    private readonly CharMap _map;
    private readonly string[] _ascii;   // what each ASCII character becomes where another follows it: it is a grapheme then, but for a line end's two

    private Precompiled(CharMap map)
    {
        _map = map;
        _ascii = [.. Enumerable.Range(0, 128).Select(c => new StringBuilder() is var one && TryAppend([(char)c], one, null)
            ? one.ToString() : ((char)c).ToString())];
    }

    // In bytes of UTF-8: a longer grapheme is taken apart.
    private const int LongestWhole = 5;

    public static Precompiled Read(ComponentJson part)
    {
        byte[] blob;
        try
        {
            blob = Convert.FromBase64String(part.Text("precompiled_charsmap"));
        }
        catch (FormatException)
        {
            throw part.Wrong("precompiled_charsmap", "base64");
        }
        return new Precompiled(CharMap.Read(blob, $"'{part.File}': {part.Place}.precompiled_charsmap"));
    }

    public override bool KeepsBeginning(string text) => KeepsFirst(text);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override string Change(string text, Alignment? alignment)
    {
        var output = new StringBuilder(text.Length);
        Span<char> one = stackalloc char[2];
        for (var at = 0; at < text.Length;)
        {
            if (text[at] < 128 && text[at] != '\r' && (at + 1 == text.Length || text[at + 1] < 128))
            {
                var ascii = _ascii[text[at++]];
                output.Append(ascii);
                alignment?.Exchange(1, ascii);
                continue;
            }
            var grapheme = text.AsSpan(at, StringInfo.GetNextTextElementLength(text, at));
            at += grapheme.Length;
            if (System.Text.Encoding.UTF8.GetByteCount(grapheme) > LongestWhole || !TryAppend(grapheme, output, alignment))
                foreach (var rune in grapheme.EnumerateRunes())
                {
                    if (TryAppend(one[..rune.EncodeToUtf16(one)], output, alignment)) continue;
                    output.Append(rune);
                    alignment?.Replace(rune.Utf16SequenceLength);
                }
        }
        return output.ToString();
    }

    private bool TryAppend(ReadOnlySpan<char> part, StringBuilder output, Alignment? alignment)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!System.Text.Encoding.UTF8.TryGetBytes(part, bytes, out var count)) return false;
        if (_map.Shortest(bytes[..count]) is not { } match) return false;
        var replacement = System.Text.Encoding.UTF8.GetString(match.Replacement.Span);
        output.Append(replacement);
        alignment?.Exchange(CountRunes(part), replacement);
        return true;
    }

    private static int CountRunes(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }
}
