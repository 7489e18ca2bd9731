using AlwaysOnPolicy.Tokenizers.Characters;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>Splits as GPT-2 does, then writes every byte of UTF-8 as one printable character.</summary>
internal sealed class ByteLevel(bool addPrefixSpace, bool splitWords) : RewritingPreTokenizer
{
    public static ByteLevel Read(ComponentJson part)
    {
        part.Flag("trim_offsets", true);   // the post-processor of this name trims
        return new ByteLevel(part.Flag("add_prefix_space", true), part.Flag("use_regex", true));
    }

    /// <summary>The same with a setting of tokenizer_config.json, which transformers lets win over tokenizer.json.</summary>
    public ByteLevel With(bool prefixSpace) => new(prefixSpace, splitWords);

    protected override int WrittenLength(System.Text.Rune rune) => rune.Utf8SequenceLength;

    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        if (addPrefixSpace && text.Span[0] != ' ') text = string.Concat(" ", text.Span).AsMemory();
        var span = text.Span;
        var bytes = new char[System.Text.Encoding.UTF8.GetByteCount(span)];
        var written = 0;
        for (var start = 0; start < span.Length;)
        {
            var end = splitWords ? Gpt2Words.EndOfWord(span, start) : span.Length;
            var length = ByteAlphabet.Write(span[start..end], bytes.AsSpan(written));
            words.Add(bytes.AsMemory(written, length));
            written += length;
            start = end;
        }
    }
}
