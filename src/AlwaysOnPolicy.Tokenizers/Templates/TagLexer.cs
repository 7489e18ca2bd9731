namespace AlwaysOnPolicy.Tokenizers.Templates;

internal enum PartKind
{
    Text,
    Output,
    Block,
}

/// <param name="Content">The text itself, or what stands between the brackets.</param>
internal sealed record Part(PartKind Kind, string Content);

/// <summary>Cuts a template into text, {{ outputs }} and {% blocks %}, and trims white space as the marks and Jinja's two options say.</summary>
internal static class TagLexer
{
    public static IReadOnlyList<Part> Split(string source)
    {
        // As Jinja does: one kind of line end, and the last one does not count.
        source = source.ReplaceLineEndings("\n");
        if (source.EndsWith('\n')) source = source[..^1];

        var parts = new List<Part>();
        var at = 0;
        while (NextTag(source, at) is var open and >= 0)
        {
            var tag = Tag.Read(source, open);
            var text = source[at..open];
            if (tag.TrimsBefore) text = PythonText.TrimEnd(text);
            else if (tag.Mark != '{' && !tag.KeepsIndent) text = WithoutIndent(text, atLineStart: at == 0 || source[at - 1] == '\n');
            if (text.Length > 0) parts.Add(new Part(PartKind.Text, text));
            if (tag.Mark != '#') parts.Add(new Part(tag.Mark == '{' ? PartKind.Output : PartKind.Block, PythonText.Trim(tag.Content)));

            at = tag.End;
            if (tag.TrimsAfter) at = source.Length - PythonText.TrimStart(source[at..]).Length;
            else if (tag.Mark != '{' && !tag.KeepsNewline && at < source.Length && source[at] == '\n') at++;
        }
        if (at < source.Length) parts.Add(new Part(PartKind.Text, source[at..]));
        return parts;
    }

    private static int NextTag(string source, int from)
    {
        for (var i = source.IndexOf('{', from); i >= 0 && i + 1 < source.Length; i = source.IndexOf('{', i + 1))
            if (source[i + 1] is '{' or '%' or '#') return i;
        return -1;
    }

    /// <summary>lstrip_blocks: blanks between the line's start and a block go.</summary>
    private static string WithoutIndent(string text, bool atLineStart)
    {
        var kept = text.TrimEnd(' ', '\t');
        return kept.Length == 0 ? (atLineStart ? "" : text) : kept[^1] == '\n' ? kept : text;
    }

    /// <param name="Mark">The second character of the opening bracket: {, % or #.</param>
    /// <param name="End">Where the text goes on.</param>
    private sealed record Tag(char Mark, string Content, int End, bool TrimsBefore, bool KeepsIndent, bool TrimsAfter, bool KeepsNewline)
    {
        public static Tag Read(string source, int open)
        {
            var mark = source[open + 1];
            var close = FindClose(source, open, mark);
            var content = source[(open + 2)..close];
            var first = content.Length > 0 ? content[0] : ' ';
            if (first is '-' || (first is '+' && mark != '{')) content = content[1..];
            var last = content.Length > 0 ? content[^1] : ' ';
            if (last is '-' || (last is '+' && mark != '{')) content = content[..^1];
            return new Tag(mark, content, close + 2, first == '-', first == '+' && mark != '{', last == '-', last == '+' && mark != '{');
        }

        /// <summary>Where the closing bracket begins; what stands in strings or in brackets of its own does not count.</summary>
        private static int FindClose(string source, int open, char mark)
        {
            var close = mark == '{' ? "}}" : $"{mark}}}";
            var (quote, depth) = ('\0', 0);
            for (var i = open + 2; i + 1 < source.Length; i++)
            {
                var c = source[i];
                if (quote != '\0')
                {
                    if (c == '\\') i++;
                    else if (c == quote) quote = '\0';
                }
                else if (depth <= 0 && string.CompareOrdinal(source, i, close, 0, 2) == 0) return i;
                else if (mark == '#') continue;
                else if (c is '\'' or '"') quote = c;
                else if (c is '(' or '[' or '{') depth++;
                else if (c is ')' or ']' or '}') depth--;
            }
            throw new TemplateException($"a '{{{mark}' has no '{close}'.");
        }
    }
}
