using System.Text;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>Filters of texts; a value of another kind is taken as str() writes it.</summary>
internal static partial class TextFilters
{
    public static Dictionary<string, Func<object?, Arguments, object?>> All { get; } = new()
    {
        ["capitalize"] = (v, _) => TextMethods.Capitalize(PythonText.Of(v)),
        ["center"] = (v, a) => TextMethods.Center(PythonText.Of(v), a.Bind(0, "width").Int(0, 80)),
        ["e"] = Escape,
        ["escape"] = Escape,
        ["forceescape"] = Escape,
        ["format"] = Format,
        ["indent"] = Indent,
        ["lower"] = (v, _) => Letters.Lower(PythonText.Of(v)),
        ["replace"] = (v, a) => a.Bind(2, "old", "new", "count") is var b
            ? TextMethods.Replace(PythonText.Of(v), PythonText.Of(b.Value(0)), PythonText.Of(b.Value(1)), b.IntOrNone(2) ?? -1) : null,
        ["striptags"] = (v, _) => string.Join(' ', WhiteSpace.Words(Unescape(Tags().Replace(PythonText.Of(v), "")), -1, fromRight: false)),
        ["title"] = (v, _) => string.Concat(WordStarts().Split(PythonText.Of(v)).Where(p => p.Length > 0)
            .Select(p => p[..FirstOf(p)] is var first ? Letters.Upper(first) + Letters.Lower(p[FirstOf(p)..]) : p)),
        ["trim"] = (v, a) => WhiteSpace.Strip(PythonText.Of(v), a.Bind(0, "chars").TextOrNone(0), left: true, right: true),
        ["truncate"] = Truncate,
        ["upper"] = (v, _) => Letters.Upper(PythonText.Of(v)),
        ["urlencode"] = (v, _) => v is PythonDict or IReadOnlyList<object?>
            ? string.Join('&', (v is PythonDict dict ? dict.Items : Sequences.Of(v).Select(Sequences.List)).Where(p => p.Count == 2)
                .Select(p => $"{Quote(PythonText.Of(p[0]), slash: false)}={Quote(PythonText.Of(p[1]), slash: false)}"))
            : Quote(PythonText.Of(v), slash: true),
        ["wordcount"] = (v, _) => (long)Words().Count(PythonText.Of(v)),
    };

    private static string Escape(object? value, Arguments arguments) => PythonText.Of(value)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("'", "&#39;", StringComparison.Ordinal).Replace("\"", "&#34;", StringComparison.Ordinal);

    private static int FirstOf(string text) => char.IsSurrogatePair(text[0], text.ElementAtOrDefault(1)) ? 2 : 1;

    private static string Unescape(string text) => System.Net.WebUtility.HtmlDecode(text);

    private static string Format(object? value, Arguments arguments)
    {
        if (arguments.Positional.Count > 0 && arguments.Named.Count > 0) throw new TemplateException("format takes values by place or by name, not both.");
        if (arguments.Named.Count == 0) return PercentFormat.Apply(PythonText.Of(value), new PythonTuple([.. arguments.Positional]));
        var named = new PythonDict();
        foreach (var (name, given) in arguments.Named) named[name] = given;
        return PercentFormat.Apply(PythonText.Of(value), named);
    }

    private static string Indent(object? value, Arguments arguments)
    {
        var a = arguments.Bind(0, "width", "first", "blank");
        var indent = a.Value(0, 4L) as string ?? new string(' ', (int)Math.Clamp(a.Int(0, 4), 0, 1000));
        var lines = WhiteSpace.Lines(PythonText.Of(value) + "\n");
        var text = new StringBuilder(a.Flag(1) ? indent : "").Append(lines[0]);
        foreach (var line in lines.Skip(1)) text.Append('\n').Append(a.Flag(2) || line.Length > 0 ? indent : "").Append(line);
        return text.ToString();
    }

    private static object? Truncate(object? value, Arguments arguments)
    {
        var (text, a) = (PythonText.Of(value), arguments.Bind(0, "length", "killwords", "end", "leeway"));
        var (length, end) = (a.Int(0, 255), a.Text(2, "..."));
        var leeway = a.IntOrNone(3) ?? 5;
        if (length < Sequences.LengthOf(end) || leeway < 0) throw new TemplateException($"truncate: a length of {length} has no room for '{end}'.");
        if ((value is IReadOnlyList<object?> or PythonDict ? Sequences.Length(value) : Sequences.LengthOf(text)) <= length + leeway) return value;
        var cut = (string)Sequences.Slice(text, null, length - Sequences.LengthOf(end), null)!;
        return (a.Flag(1) ? cut : cut.LastIndexOf(' ') is >= 0 and var blank ? cut[..blank] : cut) + end;
    }

    private static string Quote(string text, bool slash)
    {
        var output = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(text))
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'.' or (byte)'-' or (byte)'~' || (b == '/' && slash)) output.Append((char)b);
            else output.Append(!slash && b == ' ' ? "+" : $"%{b:X2}");
        return output.ToString();
    }

    [GeneratedRegex(@"([-\s({\[<]+)")]
    private static partial Regex WordStarts();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    [GeneratedRegex("<!--.*?-->|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tags();
}
