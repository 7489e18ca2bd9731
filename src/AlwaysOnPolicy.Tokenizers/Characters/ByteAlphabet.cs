using System.Buffers;

namespace AlwaysOnPolicy.Tokenizers.Characters;

/// <summary>GPT-2's way to write any byte as a printable character: 188 bytes as themselves, the other 68 from U+0100 on.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_toChar = Table();
    private static readonly short[] s_toByte = Inverse();

    /// <summary>Writes a text's UTF-8 bytes; returns how many there were.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<char> output)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = System.Text.Encoding.UTF8.GetBytes(text, bytes);
        for (var i = 0; i < count; i++) output[i] = s_toChar[bytes[i]];
        ArrayPool<byte>.Shared.Return(bytes);
        return count;
    }

    /// <summary>Bytes as the characters that stand for them.</summary>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var output = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++) output[i] = s_toChar[bytes[i]];
        return new string(output);
    }

    /// <summary>Appends the bytes that a token stands for; a token with any character outside the alphabet stands for itself.</summary>
    public static void AppendBytes(string token, List<byte> output)
    {
        foreach (var c in token)
            if (c >= s_toByte.Length || s_toByte[c] < 0)
            {
                output.AddRange(System.Text.Encoding.UTF8.GetBytes(token));
                return;
            }
        foreach (var c in token) output.Add((byte)s_toByte[c]);
    }

    private static char[] Table()
    {
        var table = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            table[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : (char)next++;
        return table;
    }

    private static short[] Inverse()
    {
        var inverse = new short[s_toChar.Max() + 1];
        Array.Fill(inverse, (short)-1);
        for (var b = 0; b < 256; b++) inverse[s_toChar[b]] = (short)b;
        return inverse;
    }
}
