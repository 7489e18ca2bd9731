using System.Globalization;

namespace AlwaysOnPolicy.Tokenizers.Vocabularies;

/// <summary>The 256 tokens &lt;0x00&gt; to &lt;0xFF&gt; with which SentencePiece models write what their vocabulary does not hold.</summary>
internal static class ByteTokens
{
    public static string Of(byte value) => $"<0x{value:X2}>";

    /// <summary>The byte that a token stands for; null for other tokens.</summary>
    public static byte? ByteOf(string token) =>
        token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
        && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The ids of the byte tokens that a vocabulary holds, by byte; null where one is missing.</summary>
    public static int?[] Ids(Vocabulary vocabulary) => [.. Enumerable.Range(0, 256).Select(b => vocabulary.IdOf(Of((byte)b)))];

    /// <summary>Adds the ids of a text's UTF-8 bytes; adds nothing and returns false where a byte has no token.</summary>
    public static bool TryAdd(ReadOnlySpan<char> text, int?[] byteIds, List<int> ids)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        System.Text.Encoding.UTF8.GetBytes(text, bytes);
        foreach (var b in bytes)
            if (byteIds[b] is null) return false;
        foreach (var b in bytes) ids.Add(byteIds[b]!.Value);
        return true;
    }
}
