using AlwaysOnPolicy.Tokenizers.Normalizers;

namespace AlwaysOnPolicy.Tokenizers.SentencePiece;

/// <summary>SentencePiece's own normalizer: user-defined pieces stay as they are, of the table's entries the longest counts, blanks become ▁.</summary>
internal sealed class SpmNormalizer : Normalizer
{
    private readonly SpmFile _file;
    private readonly CharMap? _map;
    private readonly byte[][] _kept;

    public SpmNormalizer(SpmFile file)
    {
        _file = file;
        _map = file.CharMap.Length > 0 ? CharMap.Read(file.CharMap, $"'{file.Path}': its precompiled_charsmap") : null;
        _kept = [.. file.Pieces.Where(p => p.Kind == SpmPieceKind.UserDefined).Select(p => System.Text.Encoding.UTF8.GetBytes(p.Text)).OrderByDescending(p => p.Length)];
    }

    private ReadOnlySpan<byte> Blank => _file.EscapeWhitespaces ? "▁"u8 : " "u8;

    public override string Apply(string text)
    {
        ReadOnlySpan<byte> input = System.Text.Encoding.UTF8.GetBytes(text);
        var output = new List<byte>(input.Length + 8);
        if (_file.RemoveExtraWhitespaces)
            while (!input.IsEmpty && Next(input) is var (used, written) && written.Span.SequenceEqual(" "u8)) input = input[used..];
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
            input = input[used..];
        }

        if (_file.RemoveExtraWhitespaces)
            while (EndsWith(output, Blank)) output.RemoveRange(output.Count - Blank.Length, Blank.Length);
        if (_file.AddDummyPrefix && _file.MarksWordEnds) Append(output, Blank);
        return System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(output));
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
