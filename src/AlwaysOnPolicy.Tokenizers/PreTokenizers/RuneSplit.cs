using System.Text;
using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>Splits at single code points of one class: digits, punctuation, white space, a delimiter.</summary>
internal sealed class RuneSplit(Func<Rune, bool> isDelimiter, DelimiterBehavior behavior) : PreTokenizer
{
    public static RuneSplit AtDelimiter(ComponentJson part)
    {
        var text = part.Text("delimiter");
        if (Rune.DecodeFromUtf16(text, out var delimiter, out var length) != System.Buffers.OperationStatus.Done || length != text.Length)
            throw part.Wrong("delimiter", "one character");
        return new RuneSplit(r => r == delimiter, DelimiterBehavior.Removed);
    }

    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var stretches = new List<Stretch>();
        var (at, plain) = (0, 0);
        foreach (var rune in text.Span.EnumerateRunes())
        {
            var next = at + rune.Utf16SequenceLength;
            if (isDelimiter(rune))
            {
                if (plain < at) stretches.Add(new Stretch(plain, at, false));
                stretches.Add(new Stretch(at, next, true));
                plain = next;
            }
            at = next;
        }
        if (plain < text.Length) stretches.Add(new Stretch(plain, text.Length, false));
        DelimiterBehaviors.Join(text, stretches, behavior, words);
    }
}
