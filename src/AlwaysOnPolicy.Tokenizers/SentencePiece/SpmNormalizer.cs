using AlwaysOnPolicy.Tokenizers.Normalizers;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>SentencePiece's own normalizer: user-defined pieces stay as they are, of the table's entries the longest counts, blanks become ▁.</summary>
internal sealed class SpmNormalizer : NormalizerStep
{
    private readonly SpmFile _file;
    private readonly CharMap? _map;
    private readonly byte[][] _kept;

    public SpmNormalizer(SpmFile file)
    {
        _file = file;
        _map = file.CharMap.Length > 0 ? CharMap.Read(file.CharMap, $"'{file.Path}': its precompiled_charsmap") : null;
        _kept = [.. file.Pieces.Where(p => p.Kind == SpmPieceKind.UserDefined).Select(p => System.Text.Encoding.UTF8.GetBytes(p.Text))
            .OrderByDescending(p => p.Length)];
    }

    private ReadOnlySpan<byte> Blank => _file.EscapeWhitespaces ? "▁"u8 : " "u8;

    protected override string Change(string text, Alignment? alignment)
    {
        ReadOnlySpan<byte> input = System.Text.Encoding.UTF8.GetBytes(text);
        var output = new List<byte>(input.Length + 8);
        var origins = alignment is null ? null : new List<TextSpan>(input.Length + 8);   // of each byte
        var at = 0;
        if (_file.RemoveExtraWhitespaces)
            while (!input.IsEmpty && Next(input) is var (used, written) && written.Span.SequenceEqual(" "u8))
            {
                at += System.Text.Encoding.UTF8.GetCharCount(input[..used]);
                input = input[used..];
            }
        if (input.IsEmpty) return "";

        if (_file.AddDummyPrefix && !_file.MarksWordEnds) Append(output, Blank);
        var afterBlank = _file.RemoveExtraWhitespaces;
        while (!input.IsEmpty)
        {
            var (used, written) = Next(input);
            var rest = written.Span;
            while (afterBlank && rest.StartsWith(" "u8)) rest = rest[1..];
            foreach (var b in rest)
                if (b == ' ') Append(output, Blank);
                else output.Add(b);
            if (!rest.IsEmpty) afterBlank = rest.EndsWith(" "u8);
            if (!_file.RemoveExtraWhitespaces) afterBlank = false;
            if (origins is not null)
            {
                var here = new TextSpan(at, System.Text.Encoding.UTF8.GetCharCount(input[..used]));
                while (origins.Count < output.Count) origins.Add(here);   // the prefix is the first character's, too
                at = here.End;
            }
            input = input[used..];
        }

        if (_file.RemoveExtraWhitespaces)
            while (EndsWith(output, Blank)) output.RemoveRange(output.Count - Blank.Length, Blank.Length);
        if (_file.AddDummyPrefix && _file.MarksWordEnds) Append(output, Blank);
        if (origins is not null) Align(output, origins, alignment!);
        return System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output));
    }

    private static void Align(List<byte> output, List<TextSpan> origins, Alignment alignment)
    {
        while (origins.Count < output.Count) origins.Add(origins.LastOrDefault());   // a mark behind the last word
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output);
        for (var at = 0; at < bytes.Length;)
        {
            System.Text.Rune.DecodeFromUtf8(bytes[at..], out var rune, out var length);
            alignment.Add(TextSpan.Over(origins[at], origins[at + length - 1]), rune.Utf16SequenceLength);
            at += length;
        }
    }

    /// <summary>How many bytes are read, and what they become.</summary>
    private (int Used, ReadOnlyMemory<byte> Written) Next(ReadOnlySpan<byte> input)
    {
        foreach (var kept in _kept)
            if (input.StartsWith(kept)) return (kept.Length, kept);
        if (_map?.Longest(input) is { } match) return match;
        System.Text.Rune.DecodeFromUtf8(input, out _, out var length);
        return (length, input[..length].ToArray());
    }

    private static void Append(List<byte> output, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) output.Add(b);
    }

    private static bool EndsWith(List<byte> output, ReadOnlySpan<byte> end) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output).EndsWith(end);
}
