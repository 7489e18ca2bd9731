using System.Globalization;
using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>Filters of numbers and of values of any kind.</summary>
internal static class ValueFilters
{
    public static Dictionary<string, Func<object?, Arguments, object?>> All { get; } = new()
    {
        ["abs"] = (v, a) => v is double d ? Math.Abs(d) : Operators.Compare(v, 0L) < 0 ? Arithmetic.Negate(v) : Arithmetic.Plus(v),
        ["attr"] = (v, a) => v is PythonDict dict && dict.Has(a.Bind(1, "name").Text(0))
            && Access.Attribute(new PythonDict(), a.Bind(1, "name").Text(0)) is Undefined
            ? Undefined.Attribute(v, a.Bind(1, "name").Text(0)) : Access.Attribute(v, a.Bind(1, "name").Text(0)),
        ["d"] = Default,
        ["default"] = Default,
        ["filesizeformat"] = (v, a) => Size(Arithmetic.Real(Float(v, 0d)), a.Bind(0, "binary").Flag(0)),
        ["float"] = (v, a) => Float(v, a.Bind(0, "default").Value(0, 0d)),
        ["int"] = (v, a) => a.Bind(0, "default", "base") is var b ? Int(v, b.Value(0, 0L), b.Int(1, 10)) : null,
        ["items"] = (v, a) => v is PythonDict dict ? new Generator(dict.Items) : v is Undefined ? new Generator([])
            : throw new TemplateException($"items needs a dict, and is given {PythonText.Describe(v)}."),
        ["length"] = (v, _) => Sequences.Length(v),
        ["count"] = (v, _) => Sequences.Length(v),
        ["round"] = (v, a) => a.Bind(0, "precision", "method") is var b ? Round(v, (int)Math.Clamp(b.Int(0), -15, 15), b.Text(1, "common")) : null,
        ["safe"] = (v, _) => PythonText.Of(v),
        ["string"] = (v, _) => PythonText.Of(v),
        ["tojson"] = Json,
    };

    private static object? Default(object? value, Arguments arguments)
    {
        var a = arguments.Bind(0, "default_value", "boolean");
        return value is Undefined || (a.Flag(1) && !Operators.Truth(value)) ? a.Value(0, "") : value;
    }

    private static object? Float(object? value, object? otherwise) => value switch
    {
        Undefined missing => throw missing.Error(),
        double d => d,
        long or bool => Arithmetic.Real(value),
        string s when WhiteSpace.Trim(s).ToLowerInvariant() is "inf" or "+inf" or "infinity" => double.PositiveInfinity,
        string s when WhiteSpace.Trim(s).ToLowerInvariant() is "-inf" or "-infinity" => double.NegativeInfinity,
        string s when double.TryParse(s.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var d) => d,
        _ => otherwise,
    };

    private static object? Int(object? value, object? otherwise, long radix)
    {
        if (value is Undefined missing) throw missing.Error();
        if (value is string text)
        {
            var digits = WhiteSpace.Trim(text).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            if (radix is 16 or 8 or 2)
            {
                var prefix = radix switch { 16 => "0x", 8 => "0o", _ => "0b" };
                if (digits.StartsWith(prefix, StringComparison.Ordinal)) digits = digits[2..];
                return digits.Length is > 0 and < 16 && digits.All(c => "0123456789abcdef".IndexOf(c) is >= 0 and var d && d < radix)
                    ? Convert.ToInt64(digits, (int)radix) : otherwise;
            }
            if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
            value = Float(text, null);
        }
        if (Arithmetic.Whole(value) is { } n) return n;
        return value is double d && Math.Abs(d) < long.MaxValue ? (long)Math.Truncate(d) : otherwise;
    }

    /// <summary>Of the exact value, which for 2.675 is a little less; what lies exactly between goes to the even neighbour. Whole numbers stay whole.</summary>
    private static object Round(object? value, int precision, string method)
    {
        if (method is not ("common" or "ceil" or "floor")) throw new TemplateException($"round: the method must be common, ceil or floor, and is '{method}'.");
        var number = Arithmetic.Real(value);
        var scale = Math.Pow(10, precision);
        if (method == "ceil") return Math.Ceiling(number * scale) / scale;
        if (method == "floor") return Math.Floor(number * scale) / scale;
        if (Arithmetic.Whole(value) is { } whole) return precision >= 0 ? whole : (long)(Math.Round(whole * scale) / scale);
        if (precision < 0 || !double.IsFinite(number)) return Math.Round(number * scale) / scale;
        var exact = Math.Abs(number).ToString($"F{precision + 1074}", CultureInfo.InvariantCulture);
        var cut = exact.IndexOf('.') + 1 + precision;
        var down = exact[..cut].TrimEnd('.');
        var isTie = exact[cut] == '5' && exact.AsSpan(cut + 1).TrimEnd('0').IsEmpty;
        var rounded = isTie && (down[^1] - '0') % 2 == 0 ? down : Math.Abs(number).ToString($"F{precision}", CultureInfo.InvariantCulture);
        return Math.CopySign(double.Parse(rounded, CultureInfo.InvariantCulture), number);
    }

    private static string Size(double bytes, bool binary)
    {
        var step = binary ? 1024d : 1000d;
        string[] units = binary ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"] : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
        if (bytes == 1) return "1 Byte";
        if (bytes < step) return $"{(long)bytes} Bytes";
        var unit = 0;
        for (bytes /= step; bytes >= step && unit < units.Length - 1; unit++) bytes /= step;
        return $"{bytes.ToString("F1", CultureInfo.InvariantCulture)} {units[unit]}";
    }

    /// <summary>transformers' own tojson: json.dumps without escaping for HTML.</summary>
    private static string Json(object? value, Arguments arguments)
    {
        if (arguments.Positional.Count == 0 && arguments.Named.Count == 0) return PythonJson.Plain.Write(value);
        var a = arguments.Bind(0, "ensure_ascii", "indent", "separators", "sort_keys");
        var indent = a.Value(1) switch
        {
            null => null,
            string text => text,
            _ => new string(' ', (int)Math.Clamp(a.Int(1), 0, 100)),
        };
        var (between, afterKey) = a.Value(2) switch
        {
            null => (indent is null ? ", " : ",", ": "),
            IReadOnlyList<object?> and [string first, string second] => (first, second),
            var other => throw new TemplateException($"tojson: 'separators' must be two texts, and is {PythonText.Describe(other)}."),
        };
        return new PythonJson(a.Flag(0), indent, between, afterKey, a.Flag(3)).Write(value);
    }
}
