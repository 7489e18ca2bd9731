using AlwaysOnPolicy.Tokenizers.Offsets;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>The step that splits a text into the words that the model then cuts into tokens.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Adds the words of a text that is not empty; none of them is empty.</summary>
    /// <param name="opensText">Nothing comes before it, no added token either.</param>
    public abstract void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words);

    /// <summary>The same with the places that their characters come from.</summary>
    public virtual void Split(AlignedText text, bool opensText, List<AlignedText> words)
    {
        foreach (var word in Words(text, opensText)) words.Add(text.Slice(word));
    }

    protected List<ReadOnlyMemory<char>> Words(AlignedText text, bool opensText)
    {
        var words = new List<ReadOnlyMemory<char>>();
        Split(text.Text, opensText, words);
        return words;
    }
}

/// <summary>A pre-tokenizer that writes its words anew, each character of the text as some of its own, and may put one in front of all.</summary>
internal abstract class RewritingPreTokenizer : PreTokenizer
{
    /// <summary>How many characters a code point is written as.</summary>
    protected abstract int WrittenLength(System.Text.Rune rune);

    public sealed override void Split(AlignedText text, bool opensText, List<AlignedText> words)
    {
        var (origins, at) = (new List<TextSpan>(), 0);
        foreach (var rune in text.Text.Span.EnumerateRunes())
        {
            for (var n = WrittenLength(rune); n > 0; n--) origins.Add(text.Origins.Span[at]);
            at += rune.Utf16SequenceLength;
        }
        var written = Words(text, opensText);
        if (written.Sum(w => w.Length) > origins.Count) origins.Insert(0, origins[0]);
        TextSpan[] all = [.. origins];
        var start = 0;
        foreach (var word in written)
        {
            words.Add(new AlignedText(word.ToString().AsMemory(), all.AsMemory(start, word.Length)));
            start += word.Length;
        }
    }
}

internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        List<ReadOnlyMemory<char>> current = [text];
        foreach (var step in steps)
        {
            var next = new List<ReadOnlyMemory<char>>(current.Count);
            for (var i = 0; i < current.Count; i++) step.Split(current[i], opensText && i == 0, next);
            current = next;
        }
        words.AddRange(current);
    }

    public override void Split(AlignedText text, bool opensText, List<AlignedText> words)
    {
        List<AlignedText> current = [text];
        foreach (var step in steps)
        {
            var next = new List<AlignedText>(current.Count);
            for (var i = 0; i < current.Count; i++) step.Split(current[i], opensText && i == 0, next);
            current = next;
        }
        words.AddRange(current);
    }
}
