using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates;

internal enum TokenKind
{
    Name,
    Number,
    Text,
    Mark,
    End,
}

internal sealed record Token(TokenKind Kind, string Content);

/// <summary>Cuts an expression into names, whole numbers, strings and marks.</summary>
internal static class ExpressionLexer
{
    // Each may become a level of the call stack.
    private const int MostTokens = 2_000;

    private static readonly string[] s_marks =
        ["==", "!=", "<=", ">=", "//", "**", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", "+", "-", "*", "/", "%", "~", "<", ">", "="];

    public static List<Token> Split(string source)
    {
        var tokens = new List<Token>();
        for (var i = 0; i < source.Length;)
        {
            var c = source[i];
            if (PythonText.IsSpace(c)) i++;
            else if (char.IsLetter(c) || c == '_') tokens.Add(new Token(TokenKind.Name, While(source, ref i, x => char.IsLetterOrDigit(x) || x == '_')));
            else if (char.IsAsciiDigit(c)) tokens.Add(new Token(TokenKind.Number, While(source, ref i, x => char.IsLetterOrDigit(x) || x == '_')));
            else if (c is '\'' or '"') tokens.Add(new Token(TokenKind.Text, String(source, ref i)));
            else
            {
                var mark = Array.Find(s_marks, m => string.CompareOrdinal(source, i, m, 0, m.Length) == 0)
                    ?? throw new TemplateException($"the character '{c}' in '{source}' is not supported.");
                tokens.Add(new Token(TokenKind.Mark, mark));
                i += mark.Length;
            }
        }
        if (tokens.Count > MostTokens) throw new TemplateException($"an expression of more than {MostTokens} words and marks is not supported.");
        tokens.Add(new Token(TokenKind.End, ""));
        return tokens;
    }

    private static string While(string source, ref int i, Func<char, bool> belongs)
    {
        var start = i;
        while (i < source.Length && belongs(source[i])) i++;
        return source[start..i];
    }

    private static string String(string source, ref int i)
    {
        var quote = source[i++];
        var text = new StringBuilder();
        while (i < source.Length && source[i] != quote)
        {
            if (source[i] == '\\' && i + 1 < source.Length) Escape(source, ref i, text);
            else text.Append(source[i++]);
        }
        return i++ < source.Length ? text.ToString() : throw new TemplateException($"a string has no end in '{source}'.");
    }

    /// <summary>Python's escapes in strings.</summary>
    private static void Escape(string source, ref int i, StringBuilder text)
    {
        var c = source[i + 1];
        i += 2;
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case '\\' or '\'' or '"': text.Append(c); break;
            case '\n': break;
            case 'x': text.Append(Hex(source, ref i, 2)); break;
            case 'u': text.Append(Hex(source, ref i, 4)); break;
            case 'U': text.Append(Hex(source, ref i, 8)); break;
            case 'a' or 'b' or 'f' or 'v' or 'N' or (>= '0' and <= '7'): throw new TemplateException($"the escape '\\{c}' in '{source}' is not supported.");
            default: text.Append('\\').Append(c); break;
        }
    }

    private static string Hex(string source, ref int i, int digits)
    {
        var end = Math.Min(source.Length, i + digits);
        if (!int.TryParse(source.AsSpan(i, end - i), NumberStyles.AllowHexSpecifier, null, out var value) || end - i != digits || !Rune.IsValid(value))
            throw new TemplateException($"an escape in '{source}' names no character.");
        i = end;
        return new Rune(value).ToString();
    }
}
