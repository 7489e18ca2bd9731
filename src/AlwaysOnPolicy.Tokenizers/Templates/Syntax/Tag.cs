using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>One tag of a template.</summary>
/// <param name="Mark">The second character of the opening bracket: {, % or #.</param>
/// <param name="End">Where the text goes on.</param>
internal sealed record Tag(char Mark, string Content, int End, bool TrimsBefore, bool KeepsIndent, bool TrimsAfter, bool KeepsNewline)
{
    public bool IsRaw => Mark == '%' && WhiteSpace.Trim(Content) == "raw";

    public static Tag Read(string source, int open, Func<int, int> lineOf)
    {
        var mark = source[open + 1];
        var close = FindClose(source, open, mark);
        return close < 0
            ? throw new TemplateException($"line {lineOf(open)}: a '{{{mark}' has no '{(mark == '{' ? '}' : mark)}}}'.")
            : Of(mark, source[(open + 2)..close], close + 2);
    }

    /// <summary>The tag with its signs taken off.</summary>
    public static Tag Of(char mark, string content, int end)
    {
        var first = content.Length > 0 ? content[0] : ' ';
        if (first is '-' || (first is '+' && mark != '{')) content = content[1..];
        var last = content.Length > 0 ? content[^1] : ' ';
        if (last is '-' || (last is '+' && mark != '{')) content = content[..^1];
        return new Tag(mark, content, end, first == '-', first == '+' && mark != '{', last == '-', last == '+' && mark != '{');
    }

    /// <summary>Where the closing bracket begins; what stands in strings or in brackets of its own does not count. Below 0 where there is none.</summary>
    private static int FindClose(string source, int open, char mark)
    {
        if (mark == '#') return source.IndexOf("#}", open + 2, StringComparison.Ordinal);
        var close = mark == '{' ? "}}" : "%}";
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
            else if (c is '\'' or '"') quote = c;
            else if (c is '(' or '[' or '{') depth++;
            else if (c is ')' or ']' or '}') depth--;
        }
        return -1;
    }
}
