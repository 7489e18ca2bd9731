using System.Text;
using AlwaysOnPolicy.Tokenizers.Characters;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>Splits at white space, which goes, and makes each punctuation mark a word.</summary>
internal sealed class BertWords : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var (start, at) = (0, 0);
        foreach (var rune in text.Span.EnumerateRunes())
        {
            var next = at + rune.Utf16SequenceLength;
            var isMark = CodePoints.IsPunctuation(rune);
            if (isMark || Rune.IsWhiteSpace(rune))
            {
                if (at > start) words.Add(text[start..at]);
                if (isMark) words.Add(text[at..next]);
                start = next;
            }
            at = next;
        }
        if (at > start) words.Add(text[start..at]);
    }
}
