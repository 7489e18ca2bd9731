using AlwaysOnPolicy.Tokenizers.Characters;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>The pre-tokenizer called "UnicodeScripts": a word ends where another script begins; blanks, and what has no script, go with any.</summary>
/// <remarks>As in the library, what goes with any and comes before the first script is dropped.</remarks>
internal sealed class ScriptSplit : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var (start, at, last) = (-1, 0, (byte)0);
        foreach (var rune in text.Span.EnumerateRunes())
        {
            var script = CodePointSets.ScriptOf(rune.Value);
            if (script != 0 && script != last)
            {
                if (start >= 0) words.Add(text[start..at]);
                start = at;
            }
            if (script != 0) last = script;
            at += rune.Utf16SequenceLength;
        }
        if (start >= 0) words.Add(text[start..]);
    }
}
