using AlwaysOnPolicy.Tokenizers.Vocabularies;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Puts byte tokens such as &lt;0x0A&gt; that follow each other together; where they are no UTF-8, each of them becomes U+FFFD.</summary>
internal sealed class ByteFallbackDecoder : Decoder
{
    private static readonly System.Text.UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens)
    {
        var (pieces, bytes) = (new List<string>(tokens.Count), new List<byte>());
        foreach (var token in tokens)
        {
            if (ByteTokens.ByteOf(token) is { } value)
            {
                bytes.Add(value);
                continue;
            }
            Flush();
            pieces.Add(token);
        }
        Flush();
        return pieces;

        void Flush()
        {
            if (bytes.Count == 0) return;
            try
            {
                pieces.Add(s_strict.GetString(bytes.ToArray()));
            }
            catch (System.Text.DecoderFallbackException)
            {
                pieces.AddRange(Enumerable.Repeat("\uFFFD", bytes.Count));
            }
            bytes.Clear();
        }
    }
}
