using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Syntax;

/// <summary>A text in quotes, with Python's escapes. Not here: \N{name}.</summary>
internal static class TextLiteral
{
    /// <param name="i">Stands on the opening quote, and then behind the closing one.</param>
    public static string Read(string source, ref int i)
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

    private static void Escape(string source, ref int i, StringBuilder text)
    {
        var c = source[i + 1];
        i += 2;
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case '\\' or '\'' or '"': text.Append(c); break;
            case '\n': break;
            case 'x': Hex(source, ref i, 2, text); break;
            case 'u': Hex(source, ref i, 4, text); break;
            case 'U': Hex(source, ref i, 8, text); break;
            case >= '0' and <= '7': Octal(source, ref i, text); break;
            case 'N': throw TemplateException.Unsupported($"the escape '\\N' in '{source}'");
            default: text.Append('\\').Append(c); break;
        }
    }

    private static void Octal(string source, ref int i, StringBuilder text)
    {
        var value = 0;
        for (var n = i--; i < source.Length && i < n + 2 && source[i] is >= '0' and <= '7'; i++) value = (8 * value) + source[i] - '0';
        text.Append((char)value);
    }

    private static void Hex(string source, ref int i, int digits, StringBuilder text)
    {
        var end = Math.Min(source.Length, i + digits);
        if (!int.TryParse(source.AsSpan(i, end - i), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) || end - i != digits
            || !Rune.IsValid(value))
            throw new TemplateException($"an escape in '{source}' names no character.");
        i = end;
        text.Append(new Rune(value).ToString());
    }
}
