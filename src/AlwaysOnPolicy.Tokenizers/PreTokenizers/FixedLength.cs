using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>Cuts a text into words of so many code points; the last may be shorter.</summary>
internal sealed class FixedLength(int length) : PreTokenizer
{
    public static FixedLength Read(ComponentJson part) => part.Int("length", 5) is > 0 and var length
        ? new FixedLength(length)
        : throw part.Wrong("length", "a number of 1 or more");

    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var (start, at, count) = (0, 0, 0);
        foreach (var rune in text.Span.EnumerateRunes())
        {
            if (count == length)
            {
                words.Add(text[start..at]);
                (start, count) = (at, 0);
            }
            at += rune.Utf16SequenceLength;
            count++;
        }
        words.Add(text[start..]);
    }
}
