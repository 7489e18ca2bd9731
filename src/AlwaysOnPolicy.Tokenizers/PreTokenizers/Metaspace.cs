using AlwaysOnPolicy.Tokenizers.Files;

namespace AlwaysOnPolicy.Tokenizers.PreTokenizers;

/// <summary>When a mark is put before a text, so that its first word is written like the others.</summary>
internal enum PrependScheme
{
    Always,

    /// <summary>Only before what opens the whole text, not after an added token.</summary>
    First,
    Never,
}

/// <summary>Writes each blank as a visible mark (▁) and splits before the marks, as SentencePiece models expect.</summary>
internal sealed class Metaspace(char mark, PrependScheme scheme, bool split) : RewritingPreTokenizer
{
    /// <summary>The options that the pre-tokenizer and the decoder of this name share.</summary>
    public static (char Mark, PrependScheme Scheme, bool Split) Options(ComponentJson part)
    {
        part.TextOrNull("str_rep");   // older files spell the mark twice
        if (part.Text("replacement") is not [var mark]) throw part.Wrong("replacement", "one character");
        var older = part.OptionalFlag("add_prefix_space");
        var scheme = part.TextOrNull("prepend_scheme") switch
        {
            null => older is false ? PrependScheme.Never : PrependScheme.Always,
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            _ => throw part.Wrong("prepend_scheme", "always, first or never"),
        };
        if (older is false && scheme != PrependScheme.Never) throw part.Wrong("add_prefix_space", $"true where prepend_scheme is {scheme}");
        return (mark, scheme, part.Flag("split", true));
    }

    public static Metaspace Read(ComponentJson part)
    {
        var (mark, scheme, split) = Options(part);
        return new Metaspace(mark, scheme, split);
    }

    protected override int WrittenLength(System.Text.Rune rune) => rune.Utf16SequenceLength;

    public override void Split(ReadOnlyMemory<char> text, bool opensText, List<ReadOnlyMemory<char>> words)
    {
        var marked = text.ToString().Replace(' ', mark);
        if (marked[0] != mark && (scheme == PrependScheme.Always || (scheme == PrependScheme.First && opensText))) marked = mark + marked;
        if (!split)
        {
            words.Add(marked.AsMemory());
            return;
        }
        for (var start = 0; start < marked.Length;)
        {
            var next = marked.IndexOf(mark, start + 1);
            if (next < 0) next = marked.Length;
            words.Add(marked.AsMemory(start, next - start));
            start = next;
        }
    }
}
