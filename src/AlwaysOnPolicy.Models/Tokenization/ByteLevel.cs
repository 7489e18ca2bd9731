namespace AlwaysOnPolicy.Models.Tokenization;

/// <summary>GPT-2's way to write any byte as a printable character: 188 bytes as themselves, the other 68 from U+0100 on.</summary>
internal static class ByteLevel
{
    private static readonly char[] s_toChar = Table();
    private static readonly Dictionary<char, byte> s_toByte = s_toChar.Select((c, b) => (c, b)).ToDictionary(p => p.c, p => (byte)p.b);

    public static string Encode(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return string.Create(bytes.Length, bytes, (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++) chars[i] = s_toChar[source[i]];
        });
    }

    /// <summary>Bytes that are not UTF-8 become U+FFFD; tokens with other characters stand for themselves.</summary>
    public static string Decode(IEnumerable<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.All(s_toByte.ContainsKey)) bytes.AddRange(token.Select(c => s_toByte[c]));
            else bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(token));
        }
        return System.Text.Encoding.UTF8.GetString([.. bytes]);
    }

    private static char[] Table()
    {
        var table = new char[256];
        var next = 256;
        for (var b = 0; b < 256; b++)
            table[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : (char)next++;
        return table;
    }
}
