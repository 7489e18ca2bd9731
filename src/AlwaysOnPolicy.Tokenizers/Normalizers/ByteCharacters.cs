using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.Normalizers;

/// <summary>The normalizer called "ByteLevel": writes every byte of UTF-8 as one printable character, as the pre-tokenizer of this name does.</summary>
internal sealed class ByteCharacters : NormalizerStep
{
    protected override string Change(string text, Alignment? alignment) => Map(text, alignment, (rune, output) =>
    {
        Span<byte> bytes = stackalloc byte[4];
        output.Append(ByteAlphabet.Write(bytes[..rune.EncodeToUtf8(bytes)]));
    });
}
