using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.Decoders;

/// <summary>Puts the bytes of all tokens together; what is not UTF-8, such as half a character at the end, becomes U+FFFD.</summary>
internal sealed class ByteLevelDecoder : Decoder
{
    public static ByteLevelDecoder Read(ComponentJson part)
    {
        // The three options mean something to the pre-tokenizer of the same name only.
        foreach (var option in (string[])["add_prefix_space", "trim_offsets", "use_regex"]) part.OptionalFlag(option);
        return new ByteLevelDecoder();
    }

    public override IReadOnlyList<string> Chain(IReadOnlyList<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens) ByteAlphabet.AppendBytes(token, bytes);
        return [System.Text.Encoding.UTF8.GetString(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes))];
    }
}
