using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Values as text: str() and repr() as Python writes them, and what kind of thing a value is, for complaints.</summary>
internal static class PythonText
{
    /// <summary>str(): what {{ value }} prints.</summary>
    public static string Of(object? value) => value switch
    {
        string s => s,
        Undefined => "",
        _ => Repr(value),
    };

    public static string Repr(object? value) => value switch
    {
        null => "None",
        bool b => b ? "True" : "False",
        long n => n.ToString(CultureInfo.InvariantCulture),
        double d => Number(d),
        string s => Quoted(s),
        PythonTuple tuple => $"({string.Join(", ", tuple.Select(Repr))}{(tuple.Count == 1 ? "," : "")})",
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Repr))}]",
        PythonDict dict => $"{{{string.Join(", ", dict.Items.Select(p => $"{Repr(p[0])}: {Repr(p[1])}"))}}}",
        Undefined => "Undefined",
        _ => throw new TemplateException($"{Describe(value)} cannot be written as text."),
    };

    /// <summary>The shortest text that reads back as the number; with an exponent below 0.0001 and from 1e16 on.</summary>
    public static string Number(double d)
    {
        if (double.IsNaN(d)) return "nan";
        if (double.IsInfinity(d)) return d > 0 ? "inf" : "-inf";
        var sign = double.IsNegative(d) ? "-" : "";
        if (d == 0) return sign + "0.0";

        var parts = Math.Abs(d).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.') is >= 0 and var found ? found : parts[0].Length;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var zeros = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        var exponent = (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) + point - 1 - zeros;
        if (exponent is < -4 or >= 16)
            return $"{sign}{digits[..1]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent):00}";
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1 ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0" : $"{sign}{digits.Insert(exponent + 1, ".")}";
    }

    /// <summary>What kind of value it is, for complaints: "the text 'abc'".</summary>
    public static string Describe(object? value) => value switch
    {
        null => "none",
        Undefined => "something that is not there",
        string s => $"the text {Quoted(s.Length > 40 ? s[..40] + "…" : s)}",
        bool or long or double => Repr(value),
        PythonTuple => "a tuple",
        IReadOnlyList<object?> => "a list",
        PythonDict => "a dict",
        Generator => "a generator",
        Namespace => "a namespace",
        Callable => "a function",
        _ => "the loop",
    };

    /// <summary>As Jinja's messages name a value's type.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "None",
        bool => "bool object",
        long => "int object",
        double => "float object",
        string => "str object",
        PythonTuple => "tuple object",
        IReadOnlyList<object?> => "list object",
        PythonDict => "dict object",
        Generator => "generator object",
        Namespace => "namespace object",
        Callable => "function object",
        _ => "loop object",
    };

    private static string Quoted(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var output = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes())
            output.Append(rune.Value switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\\' => "\\\\",
                var c when c == quote => $"\\{quote}",
                < ' ' or 0x7F => $"\\x{rune.Value:x2}",
                var c when IsPrintable(rune) => rune.ToString(),
                <= 0xFF => $"\\x{rune.Value:x2}",
                <= 0xFFFF => $"\\u{rune.Value:x4}",
                _ => $"\\U{rune.Value:x8}",
            });
        return output.Append(quote).ToString();
    }

    /// <summary>str.isprintable of one character.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
