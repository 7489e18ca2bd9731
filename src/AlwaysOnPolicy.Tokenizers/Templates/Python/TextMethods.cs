using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>The methods of Python's str. Not here: encode, translate, maketrans.</summary>
internal static class TextMethods
{
    private static readonly FrozenDictionary<string, Func<string, Arguments, object?>> s_methods = new Dictionary<string, Func<string, Arguments, object?>>
    {
        ["capitalize"] = None(Capitalize),
        ["casefold"] = None(Letters.Folded),
        ["center"] = (t, a) => Pad(t, a, (missing, width) => (missing / 2) + (missing & width & 1)),
        ["count"] = (t, a) => a.Bind(1, "sub", "start", "end") is var b && Part(t, b) is { } part ? (long)Places(part, b.Text(0)).Count() : 0L,
        ["endswith"] = (t, a) => Ends(t, a, (text, end) => text.EndsWith(end, StringComparison.Ordinal)),
        ["expandtabs"] = (t, a) => Tabs(t, a.Bind(0, "tabsize").Int(0, 8)),
        ["find"] = (t, a) => Find(t, a, fromRight: false),
        ["format"] = (t, a) => BraceFormat.Apply(t, a),
        ["format_map"] = (t, a) => BraceFormat.Apply(t, a with { Positional = [], Named = BraceFormat.Names(a.Bind(1, "mapping").Value(0)) }),
        ["index"] = (t, a) => Found(Find(t, a, fromRight: false)),
        ["isalnum"] = All(r => Rune.IsLetter(r) || Letters.IsNumeric(r)),
        ["isalpha"] = All(Rune.IsLetter),
        ["isascii"] = None(t => Ascii.IsValid(t)),
        ["isdecimal"] = All(r => Rune.GetUnicodeCategory(r) == UnicodeCategory.DecimalDigitNumber),
        ["isdigit"] = All(Letters.IsDigit),
        ["isidentifier"] = None(t => t.Length > 0 && !char.IsDigit(t[0]) && t.All(c => char.IsLetterOrDigit(c) || c == '_')),
        ["islower"] = None(Letters.IsLower),
        ["isnumeric"] = All(Letters.IsNumeric),
        ["isprintable"] = None(t => t.EnumerateRunes().All(PythonText.IsPrintable)),
        ["isspace"] = None(t => t.Length > 0 && t.All(WhiteSpace.Is)),
        ["istitle"] = None(Letters.IsTitle),
        ["isupper"] = None(Letters.IsUpper),
        ["join"] = (t, a) => Join(t, a.Bind(1, "iterable").Value(0)),
        ["ljust"] = (t, a) => Pad(t, a, (_, _) => 0),
        ["lower"] = None(Letters.Lower),
        ["lstrip"] = (t, a) => WhiteSpace.Strip(t, a.Bind(0, "chars").TextOrNone(0), left: true, right: false),
        ["partition"] = (t, a) => Partition(t, a, fromRight: false),
        ["removeprefix"] = (t, a) => a.Bind(1, "prefix").Text(0) is var p && t.StartsWith(p, StringComparison.Ordinal) ? t[p.Length..] : t,
        ["removesuffix"] = (t, a) => a.Bind(1, "suffix").Text(0) is var s && t.EndsWith(s, StringComparison.Ordinal) ? t[..^s.Length] : t,
        ["replace"] = (t, a) => a.Bind(2, "old", "new", "count") is var b ? Replace(t, b.Text(0), b.Text(1), b.Int(2, -1)) : null,
        ["rfind"] = (t, a) => Find(t, a, fromRight: true),
        ["rindex"] = (t, a) => Found(Find(t, a, fromRight: true)),
        ["rjust"] = (t, a) => Pad(t, a, (missing, _) => missing),
        ["rpartition"] = (t, a) => Partition(t, a, fromRight: true),
        ["rsplit"] = (t, a) => Split(t, a, fromRight: true),
        ["rstrip"] = (t, a) => WhiteSpace.Strip(t, a.Bind(0, "chars").TextOrNone(0), left: false, right: true),
        ["split"] = (t, a) => Split(t, a, fromRight: false),
        ["splitlines"] = (t, a) => WhiteSpace.Lines(t, a.Bind(0, "keepends").Flag(0)).ToList<object?>(),
        ["startswith"] = (t, a) => Ends(t, a, (text, start) => text.StartsWith(start, StringComparison.Ordinal)),
        ["strip"] = (t, a) => WhiteSpace.Strip(t, a.Bind(0, "chars").TextOrNone(0), left: true, right: true),
        ["swapcase"] = None(t => string.Concat(t.EnumerateRunes().Select(r => Rune.IsUpper(r) ? Letters.Lower(r.ToString()) : Letters.Upper(r.ToString())))),
        ["title"] = None(Letters.Title),
        ["upper"] = None(Letters.Upper),
        ["zfill"] = (t, a) => Zeros(t, a.Bind(1, "width").Int(0)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Has(string name) => s_methods.ContainsKey(name);

    public static object? Call(string text, string name, Arguments arguments) => s_methods[name](text, arguments);

    public static string Capitalize(string text)
    {
        if (text.Length == 0) return text;
        var first = char.IsSurrogatePair(text, 0) ? 2 : 1;
        return Letters.TitleOf(text[..first]) + Letters.Lower(text[first..]);
    }

    public static string Join(string between, object? items) => string.Join(between, Sequences.Of(items).Select((item, i) => item as string
        ?? throw (item is Undefined missing ? missing.Error() : new TemplateException($"join: item {i} must be a text, and is {PythonText.Describe(item)}."))));

    /// <param name="most">Most replacements; negative for all.</param>
    public static string Replace(string text, string old, string with, long most)
    {
        if (old.Length > 0 && most < 0) return text.Replace(old, with, StringComparison.Ordinal);
        var output = new StringBuilder();
        var at = 0;
        foreach (var place in old.Length > 0 ? Places(text, old) : Borders(text))
        {
            if (most >= 0 && most-- == 0) break;
            output.Append(text, at, place - at).Append(with);
            at = place + old.Length;
        }
        return output.Append(text, at, text.Length - at).ToString();
    }

    public static string Center(string text, long width, string fill = " ") =>
        width - Sequences.LengthOf(text) is > 0 and var missing ? Fill(text, missing, (missing / 2) + (missing & width & 1), fill) : text;

    private static Func<string, Arguments, object?> None<T>(Func<string, T> method) => (text, arguments) =>
    {
        arguments.Bind(0);
        return method(text);
    };

    private static Func<string, Arguments, object?> All(Func<Rune, bool> holds) => None(t => t.Length > 0 && t.EnumerateRunes().All(holds));

    private static IEnumerable<int> Places(string text, string sought)
    {
        if (sought.Length == 0)
        {
            foreach (var border in Borders(text)) yield return border;
            yield break;
        }
        for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought, at + sought.Length, StringComparison.Ordinal))
            yield return at;
    }

    private static IEnumerable<int> Borders(string text)
    {
        for (var at = 0; at <= text.Length; at++)
            if (at == 0 || at == text.Length || !char.IsSurrogatePair(text[at - 1], text[at])) yield return at;
    }

    /// <summary>The stretch of the text that start and end name; null where it begins behind the text's end or its own: not even the
    /// empty text is there.</summary>
    private static string? Part(string text, Bound a)
    {
        var length = Sequences.LengthOf(text);
        var (start, end) = (Place(a.IntOrNone(1) ?? 0), Math.Min(Place(a.IntOrNone(2) ?? length), length));
        return start > end ? null : start == 0 && end == length ? text : (string)Sequences.Slice(text, start, end, null)!;

        long Place(long at) => at < 0 ? Math.Max(at + length, 0) : at;
    }

    private static object Find(string text, Arguments arguments, bool fromRight)
    {
        var a = arguments.Bind(1, "sub", "start", "end");
        if (Part(text, a) is not { } part) return -1L;
        var at = fromRight ? part.LastIndexOf(a.Text(0), StringComparison.Ordinal) : part.IndexOf(a.Text(0), StringComparison.Ordinal);
        var start = a.IntOrNone(1) ?? 0;
        return at < 0 ? -1L : Sequences.LengthOf(part[..at]) + Math.Max(start < 0 ? start + Sequences.LengthOf(text) : start, 0);
    }

    private static object Found(object place) => place is not -1L ? place : throw new TemplateException("index: the text looked for is not there.");

    private static bool Ends(string text, Arguments arguments, Func<string, string, bool> holds)
    {
        var a = arguments.Bind(1, "prefix", "start", "end");
        if (Part(text, a) is not { } part) return false;
        return a.Value(0) is PythonTuple several ? several.OfType<string>().Any(s => holds(part, s)) : holds(part, a.Text(0));
    }

    private static string Pad(string text, Arguments arguments, Func<long, long, long> before)
    {
        var a = arguments.Bind(1, "width", "fillchar");
        var (width, missing) = (a.Int(0), a.Int(0) - Sequences.LengthOf(text));
        return missing > 0 ? Fill(text, missing, before(missing, width), a.Text(1, " ")) : text;
    }

    private static string Fill(string text, long missing, long before, string fill) =>
        (string)Operators.Multiply(fill, before)! + text + (string)Operators.Multiply(fill, missing - before)!;

    private static string Zeros(string text, long width)
    {
        var missing = width - Sequences.LengthOf(text);
        if (missing <= 0) return text;
        var sign = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        return text[..sign] + (string)Operators.Multiply("0", missing)! + text[sign..];
    }

    private static string Tabs(string text, long size)
    {
        var output = new StringBuilder();
        var column = 0L;
        foreach (var rune in text.EnumerateRunes())
        {
            var blanks = rune.Value == '\t' ? size <= 0 ? 0 : size - (column % size) : -1;
            if (blanks >= 0) output.Append(' ', (int)blanks);
            else output.Append(rune);
            column = rune.Value is '\n' or '\r' ? 0 : column + (blanks >= 0 ? blanks : 1);
        }
        return output.ToString();
    }

    private static PythonTuple Partition(string text, Arguments arguments, bool fromRight)
    {
        var by = arguments.Bind(1, "sep").Text(0);
        if (by.Length == 0) throw new TemplateException("partition: an empty text parts nothing.");
        var at = fromRight ? text.LastIndexOf(by, StringComparison.Ordinal) : text.IndexOf(by, StringComparison.Ordinal);
        return at >= 0 ? new(text[..at], by, text[(at + by.Length)..]) : fromRight ? new("", "", text) : new(text, "", "");
    }

    private static List<object?> Split(string text, Arguments arguments, bool fromRight)
    {
        var a = arguments.Bind(0, "sep", "maxsplit");
        var most = a.Int(1, -1);
        if (a.TextOrNone(0) is not { } by) return WhiteSpace.Words(text, most, fromRight);
        if (by.Length == 0) throw new TemplateException("split: an empty text parts nothing.");
        if (most < 0) return [.. text.Split(by)];
        if (!fromRight) return [.. text.Split(by, (int)Math.Min(most + 1, int.MaxValue))];
        var parts = new List<object?>();
        for (var at = text.LastIndexOf(by, StringComparison.Ordinal); at >= 0 && parts.Count < most; at = text.LastIndexOf(by, StringComparison.Ordinal))
        {
            parts.Insert(0, text[(at + by.Length)..]);
            text = text[..at];
        }
        parts.Insert(0, text);
        return parts;
    }
}
