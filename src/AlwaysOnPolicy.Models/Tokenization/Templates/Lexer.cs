using System.Text;

namespace AlwaysOnPolicy.Models.Tokenization.Templates;

internal enum PartKind
{
    Text,
    Output,
    Block,
}

/// <param name="Content">The text itself, or what stands between the brackets.</param>
internal sealed record Part(PartKind Kind, string Content);

/// <summary>Cuts a template into text, {{ outputs }} and {% blocks %}, and trims white space as the marks and Jinja's two options say.</summary>
internal static class Lexer
{
    public static IReadOnlyList<Part> Split(string source)
    {
        var parts = new List<Part>();
        var at = 0;
        var trimNext = false;          // the tag before ended in "-": the next text loses its white space
        var dropNewline = false;       // trim_blocks: the newline after a block goes
        while (at < source.Length)
        {
            var open = NextTag(source, at);
            var text = open < 0 ? source[at..] : source[at..open];
            if (dropNewline && text.StartsWith('\n')) text = text[1..];
            if (trimNext) text = text.TrimStart();
            if (open < 0)
            {
                if (text.Length > 0) parts.Add(new Part(PartKind.Text, text));
                break;
            }

            var mark = source[open + 1];
            var close = End(source, open, mark);
            var inside = source[(open + 2)..close];
            var trimBefore = inside.StartsWith('-');
            var keepBefore = inside.StartsWith('+');
            if (trimBefore || keepBefore) inside = inside[1..];
            trimNext = inside.EndsWith('-');
            if (trimNext) inside = inside[..^1];

            if (trimBefore) text = text.TrimEnd();
            else if (mark != '{' && !keepBefore) text = WithoutIndent(text, atLineStart: at == 0 || source[at - 1] == '\n');
            if (text.Length > 0) parts.Add(new Part(PartKind.Text, text));
            if (mark != '#') parts.Add(new Part(mark == '{' ? PartKind.Output : PartKind.Block, inside.Trim()));
            dropNewline = mark != '{';
            at = close + 2;
        }
        return parts;
    }

    private static int NextTag(string source, int from)
    {
        for (var i = source.IndexOf('{', from); i >= 0 && i + 1 < source.Length; i = source.IndexOf('{', i + 1))
            if (source[i + 1] is '{' or '%' or '#') return i;
        return -1;
    }

    /// <summary>Where the closing bracket begins; brackets inside strings do not count.</summary>
    private static int End(string source, int open, char mark)
    {
        var close = mark == '{' ? "}}" : $"{mark}}}";
        var quote = '\0';
        for (var i = open + 2; i + 1 < source.Length; i++)
        {
            var c = source[i];
            if (quote != '\0')
            {
                if (c == '\\') i++;
                else if (c == quote) quote = '\0';
            }
            else if (mark != '#' && c is '\'' or '"') quote = c;
            else if (string.CompareOrdinal(source, i, close, 0, 2) == 0) return i;
        }
        throw new TemplateException($"a '{{{mark}' has no '{close}'.");
    }

    /// <summary>lstrip_blocks: blanks between the line's start and a block go.</summary>
    private static string WithoutIndent(string text, bool atLineStart)
    {
        var kept = text.TrimEnd(' ', '\t');
        return kept.Length == 0 ? (atLineStart ? "" : text) : kept[^1] == '\n' ? kept : text;
    }
}

internal enum TokenKind
{
    Name,
    Number,
    Text,
    Mark,
    End,
}

internal sealed record Token(TokenKind Kind, string Content);

/// <summary>Cuts an expression into names, numbers, strings and marks.</summary>
internal static class ExpressionLexer
{
    private static readonly string[] s_marks = ["==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", "+", "-", "*", "/", "%", "~", "<", ">", "="];

    public static List<Token> Split(string source)
    {
        var tokens = new List<Token>();
        var i = 0;
        while (i < source.Length)
        {
            var c = source[i];
            if (char.IsWhiteSpace(c)) i++;
            else if (char.IsLetter(c) || c == '_') Take(TokenKind.Name, x => char.IsLetterOrDigit(x) || x == '_');
            else if (char.IsAsciiDigit(c)) Take(TokenKind.Number, char.IsAsciiDigit);
            else if (c is '\'' or '"') tokens.Add(new Token(TokenKind.Text, String(source, ref i)));
            else
            {
                var mark = Array.Find(s_marks, m => string.CompareOrdinal(source, i, m, 0, m.Length) == 0)
                    ?? throw new TemplateException($"'{c}' is not understood in '{source}'.");
                tokens.Add(new Token(TokenKind.Mark, mark));
                i += mark.Length;
            }
        }
        tokens.Add(new Token(TokenKind.End, ""));
        return tokens;

        void Take(TokenKind kind, Func<char, bool> belongs)
        {
            var start = i;
            while (i < source.Length && belongs(source[i])) i++;
            tokens.Add(new Token(kind, source[start..i]));
        }
    }

    private static string String(string source, ref int i)
    {
        var quote = source[i++];
        var text = new StringBuilder();
        while (i < source.Length && source[i] != quote)
        {
            if (source[i] == '\\' && i + 1 < source.Length)
                text.Append(source[++i] switch { 'n' => "\n", 't' => "\t", 'r' => "\r", '\\' => "\\", '\'' => "'", '"' => "\"", var other => $"\\{other}" });
            else text.Append(source[i]);
            i++;
        }
        if (i++ >= source.Length) throw new TemplateException($"a string has no end in '{source}'.");
        return text.ToString();
    }
}
