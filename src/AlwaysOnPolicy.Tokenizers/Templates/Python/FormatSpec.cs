using System.Globalization;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>How one value is written: Python's format specification, [[fill]align][sign][0][width][,][.precision][type].</summary>
internal sealed partial record FormatSpec(string Fill, char Align, char Sign, int Width, bool Thousands, int? Precision, char Type)
{
    private const int Widest = 10_000;

    public static FormatSpec OfBraces(string spec)
    {
        var match = Spec().Match(spec);
        if (!match.Success) throw TemplateException.Unsupported($"the format specification '{spec}'");
        var zero = match.Groups["zero"].Success;
        var align = match.Groups["align"].Value;
        return new FormatSpec(
            match.Groups["fill"].Success ? match.Groups["fill"].Value : zero && align.Length == 0 ? "0" : " ",
            align.Length > 0 ? align[0] : zero ? '=' : ' ',
            match.Groups["sign"].Value is { Length: > 0 } sign ? sign[0] : '-',
            Number(match.Groups["width"]) ?? 0,
            match.Groups["comma"].Success, Number(match.Groups["precision"]), match.Groups["type"].Value is { Length: > 0 } type ? type[0] : ' ');
    }

    public static FormatSpec OfPercent(string flags, char type)
    {
        var match = PercentFlags().Match(flags);
        if (!match.Success || !"diufFeEgGxXoscrv".Contains(type)) throw TemplateException.Unsupported($"the format '%{flags}{type}'");
        var marks = match.Groups["marks"].Value;
        if (marks.Contains('#')) throw TemplateException.Unsupported($"the format '%{flags}{type}'");
        var zero = marks.Contains('0') && !marks.Contains('-') && type is not ('s' or 'r' or 'c');
        return new FormatSpec(zero ? "0" : " ", marks.Contains('-') ? '<' : zero ? '=' : '>', marks.Contains('+') ? '+' : marks.Contains(' ') ? ' ' : '-',
            Number(match.Groups["width"]) ?? 0, Thousands: false, Number(match.Groups["precision"]), type switch { 'i' or 'u' => 'd', 'c' => 's', _ => type });
    }

    public string Write(object? value)
    {
        if (value is Undefined missing && Type is not (' ' or 's' or 'r')) throw missing.Error();
        if (Type == 'r') return Pad(Cut(PythonText.Repr(value)), '<');
        if (Type == 's' || (Type == ' ' && value is not (long or double))) return Pad(Cut(PythonText.Of(value)), '<');
        if (Type is 'd' or 'x' or 'X' or 'o' or 'b' || (Type == ' ' && value is long))
        {
            var whole = Arithmetic.Whole(value) ?? (long)Math.Truncate(Arithmetic.Real(value));
            var digits = Type switch
            {
                'x' => whole.ToString("x", CultureInfo.InvariantCulture),
                'X' => whole.ToString("X", CultureInfo.InvariantCulture),
                'o' => Convert.ToString(whole, 8),
                'b' => Convert.ToString(whole, 2),
                _ => Math.Abs((decimal)whole).ToString(Thousands ? "#,0" : "0", CultureInfo.InvariantCulture),
            };
            return Pad(SignOf(whole < 0 && Type is 'd' or ' ' && whole < 0) + digits, '>');
        }
        var real = Arithmetic.Real(value);
        if (Type == ' ' && Precision is null) return Pad(SignOf(real < 0) + PythonText.Number(Math.Abs(real)), '>');
        var places = Precision ?? 6;
        var text = char.ToLowerInvariant(Type) switch
        {
            '%' => (Math.Abs(real) * 100).ToString($"F{places}", CultureInfo.InvariantCulture) + "%",
            'e' => Math.Abs(real).ToString($"{Type}{places}", CultureInfo.InvariantCulture) is var e ? Exponent().Replace(e, "$1$2") : "",
            'f' => Math.Abs(real).ToString($"{(Thousands ? 'N' : 'F')}{places}", CultureInfo.InvariantCulture),
            _ => PythonText.Number(double.Parse(Math.Abs(real).ToString($"G{Math.Max(places, 1)}", CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture)) is var g
                && Type != ' ' && g.EndsWith(".0", StringComparison.Ordinal) ? g[..^2] : PythonText.Number(Math.Abs(real)),
        };
        return Pad(SignOf(real < 0) + text, '>');
    }

    private string SignOf(bool negative) => negative ? "-" : Sign switch { '+' => "+", ' ' => " ", _ => "" };

    private string Cut(string text) => Precision is { } most ? (string)Sequences.Slice(text, null, (long)most, null)! : text;

    private string Pad(string text, char usual)
    {
        var missing = Width - (int)Sequences.LengthOf(text);
        if (missing <= 0) return text;
        var filling = string.Concat(Enumerable.Repeat(Fill, missing));
        switch (Align == ' ' ? usual : Align)
        {
            case '<': return text + filling;
            case '^': return string.Concat(Enumerable.Repeat(Fill, missing / 2)) + text + string.Concat(Enumerable.Repeat(Fill, missing - (missing / 2)));
            case '=' when text.Length > 0 && text[0] is '-' or '+' or ' ': return text[..1] + filling + text[1..];
            default: return filling + text;
        }
    }

    private static int? Number(Group group) => !group.Success || group.Length == 0 ? null
        : int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= Widest ? n
        : throw new TemplateException($"a format's width of {group.Value} is beyond {Widest}.");

    [GeneratedRegex(@"^(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<zero>0)?(?<width>\d+)?(?<comma>,)?(?:\.(?<precision>\d+))?(?<type>[bdeEfFgGosxX%])?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Spec();

    [GeneratedRegex(@"^(?<marks>[-+ 0#]*)(?<width>\d*)(?:\.(?<precision>\d*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex PercentFlags();

    [GeneratedRegex(@"([eE][-+])0(\d\d)$")]
    private static partial Regex Exponent();
}
