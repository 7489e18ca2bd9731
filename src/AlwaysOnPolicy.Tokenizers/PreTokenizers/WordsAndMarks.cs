using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>The pre-tokenizer called "Whitespace": runs of word characters, and runs of what is neither word nor white space.</summary>
internal sealed class WordsAndMarks : PreTokenizer
{
    private enum Kind
    {
        Space,
        Word,
        Mark,
    }

    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var (start, at, kind) = (0, 0, Kind.Space);
        foreach (var rune in text.Span.EnumerateRunes())
        {
            var next = KindOf(rune);
            if (next != kind)
            {
                if (kind != Kind.Space) words.Add(text[start..at]);
                (start, kind) = (at, next);
            }
            at += rune.Utf16SequenceLength;
        }
        if (kind != Kind.Space) words.Add(text[start..at]);
    }

    private static Kind KindOf(Rune rune) => Rune.IsWhiteSpace(rune) ? Kind.Space : CodePoints.IsWord(rune) ? Kind.Word : Kind.Mark;
}
