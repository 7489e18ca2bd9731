using System.Globalization;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

internal enum WordKind
{
    Name,
    Whole,
    Real,
    Text,
    Mark,
    End,
}

/// <param name="Value">Of numbers and texts.</param>
internal sealed record Word(WordKind Kind, string Content, object? Value = null);

/// <summary>Cuts an expression into names, numbers, texts and marks.</summary>
internal static class Words
{
    // Each may become a level of the call stack.
    private const int Most = 2_000;

    private static readonly string[] s_marks =
        ["==", "!=", "<=", ">=", "//", "**", "(", ")", "[", "]", "{", "}", ".", ",", ":", "|", "+", "-", "*", "/", "%", "~", "<", ">", "="];

    public static List<Word> Split(string source)
    {
        var words = new List<Word>();
        for (var i = 0; i < source.Length;)
        {
            var c = source[i];
            if (WhiteSpace.Is(c)) i++;
            else if (char.IsLetter(c) || c == '_') words.Add(new Word(WordKind.Name, While(source, ref i, x => char.IsLetterOrDigit(x) || x == '_')));
            else if (char.IsAsciiDigit(c)) words.Add(Number(source, ref i));
            else if (c is '\'' or '"') words.Add(new Word(WordKind.Text, "", TextLiteral.Read(source, ref i)));
            else
            {
                var mark = Array.Find(s_marks, m => string.CompareOrdinal(source, i, m, 0, m.Length) == 0)
                    ?? throw new TemplateException($"the character '{c}' in '{source}' means nothing in a template.");
                words.Add(new Word(WordKind.Mark, mark));
                i += mark.Length;
            }
        }
        if (words.Count > Most) throw TemplateException.Unsupported($"an expression of more than {Most} words and marks");
        words.Add(new Word(WordKind.End, "the end"));
        return words;
    }

    private static string While(string source, ref int i, Func<char, bool> belongs)
    {
        var start = i;
        while (i < source.Length && belongs(source[i])) i++;
        return source[start..i];
    }

    /// <summary>12, 1_000, 0xFF, 0o17, 0b11, 1.5, 1e3.</summary>
    private static Word Number(string source, ref int i)
    {
        var start = i;
        if (source[i] == '0' && i + 1 < source.Length && "xXoObB".Contains(source[i + 1]))
        {
            var written = While(source, ref i, x => char.IsLetterOrDigit(x) || x == '_').Replace("_", "", StringComparison.Ordinal);
            var radix = char.ToLowerInvariant(written[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
            try
            {
                return new Word(WordKind.Whole, written, Convert.ToInt64(written[2..], radix));
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                throw new TemplateException($"'{written}' is no number.");
            }
        }
        While(source, ref i, x => char.IsAsciiDigit(x) || x == '_');
        var real = i + 1 < source.Length && source[i] == '.' && char.IsAsciiDigit(source[i + 1]);
        if (real)
        {
            i++;
            While(source, ref i, x => char.IsAsciiDigit(x) || x == '_');
        }
        if (i < source.Length && source[i] is 'e' or 'E')
        {
            var exponent = i + 1 < source.Length && source[i + 1] is '+' or '-' ? i + 2 : i + 1;
            if (exponent < source.Length && char.IsAsciiDigit(source[exponent]))
            {
                (i, real) = (exponent, true);
                While(source, ref i, x => char.IsAsciiDigit(x) || x == '_');
            }
        }
        var text = source[start..i].Replace("_", "", StringComparison.Ordinal);
        if (real) return new Word(WordKind.Real, text, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            ? new Word(WordKind.Whole, text, whole)
            : throw new TemplateException($"the number {text} is beyond 64 bits.");
    }
}
