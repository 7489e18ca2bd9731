namespace AlwaysOnPolicy.Tokenizers.Templates;

/// <summary>What templates do with values: strings, whole numbers, truth values, none, lists, mappings.</summary>
internal static class Values
{
    // No prompt comes near: a template that doubles a text again and again must not fill the memory.
    private const int LongestText = 50_000_000;

    public static bool Truth(object? value) => value switch
    {
        null or Undefined => false,
        bool b => b,
        long n => n != 0,
        string s => s.Length > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        IReadOnlyDictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    public static string Text(object? value) => value switch
    {
        null => "None",
        Undefined => "",
        bool b => b ? "True" : "False",
        string s => s,
        long n => n.ToString(),
        _ => throw new TemplateException($"{Describe(value)} cannot be written as text."),
    };

    public static IReadOnlyList<object?> List(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        string text => PythonText.Characters(text),
        Undefined => [],
        _ => throw new TemplateException($"{Describe(value)} cannot be looped over."),
    };

    public static object Add(object? a, object? b)
    {
        switch (a, b)
        {
            case (string x, string y):
                return x.Length + y.Length <= LongestText ? x + y : throw new TemplateException($"a text of more than {LongestText} characters.");
            case (IReadOnlyList<object?> x, IReadOnlyList<object?> y):
                return x.Count + y.Count <= LongestText ? x.Concat(y).ToList() : throw new TemplateException($"a list of more than {LongestText} items.");
            case (long or bool, long or bool):
                return unchecked(Number(a) + Number(b));
            default:
                throw new TemplateException($"{Describe(a)} and {Describe(b)} cannot be added.");
        }
    }

    public static object Subtract(object? a, object? b) => unchecked(Number(a) - Number(b));

    public static object Multiply(object? a, object? b) => unchecked(Number(a) * Number(b));

    public static object Negate(object? value) => unchecked(-Number(value));

    /// <summary>As in Python, the remainder has the divisor's sign.</summary>
    public static object Remainder(object? a, object? b)
    {
        var (n, by) = (Number(a), Number(b));
        if (by == 0) throw new TemplateException("a division by zero.");
        if (by is 1 or -1) return 0L;
        var remainder = n % by;
        return remainder != 0 && (remainder < 0) != (by < 0) ? remainder + by : remainder;
    }

    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (long or bool, long or bool) => Number(a) == Number(b),
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x.Count == y.Count && x.Zip(y).All(p => Same(p.First, p.Second)),
        _ => Equals(a, b),
    };

    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => string.CompareOrdinal(x, y),
        _ => Number(a).CompareTo(Number(b)),
    };

    public static bool Contains(object? container, object? value) => container switch
    {
        string s when value is string part => s.Contains(part, StringComparison.Ordinal),
        IReadOnlyList<object?> list => list.Any(i => Same(i, value)),
        IReadOnlyDictionary<string, object?> map => value is string key && map.ContainsKey(key),
        Undefined => false,
        _ => throw new TemplateException($"'in' cannot look for {Describe(value)} in {Describe(container)}."),
    };

    public static object? Item(object? container, object? key) => (container, key) switch
    {
        (Loop loop, string name) => loop.Property(name),
        (IReadOnlyDictionary<string, object?> map, string name) => map.TryGetValue(name, out var value) ? value : Undefined.Value,
        (IReadOnlyList<object?> list, long index) => At(list, index),
        (string text, long index) => At(PythonText.Characters(text), index),
        (Undefined, _) => throw new TemplateException($"it asks for {Describe(key)} of something that is not there."),
        _ => Undefined.Value,
    };

    public static object? Slice(object? value, object? from, object? to, object? step)
    {
        var items = value is string text ? PythonText.Characters(text) : value as IReadOnlyList<object?>
            ?? throw new TemplateException($"{Describe(value)} cannot be sliced.");
        var by = step is null ? 1 : Number(step);
        if (by == 0) throw new TemplateException("a slice with a step of zero.");
        var (first, last) = by > 0 ? (0, items.Count) : (-1, items.Count - 1);
        var start = from is null ? (by > 0 ? first : last) : Bound(Number(from));
        var end = to is null ? (by > 0 ? last : first) : Bound(Number(to));
        var taken = new List<object?>();
        for (var i = start; by > 0 ? i < end : i > end; i += by) taken.Add(items[(int)i]);
        return value is string ? string.Concat(taken) : taken;

        long Bound(long index) => Math.Clamp(index < 0 ? index + items.Count : index, first, last);
    }

    public static Func<object?, bool> Test(string name) => name switch
    {
        "defined" => v => v is not Undefined,
        "undefined" => v => v is Undefined,
        "none" => v => v is null,
        "string" => v => v is string,
        "number" => v => v is long or bool,
        "integer" => v => v is long,
        "boolean" => v => v is bool,
        "true" => v => v is true,
        "false" => v => v is false,
        "mapping" => v => v is IReadOnlyDictionary<string, object?>,
        "iterable" => v => v is string or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?> or Undefined,
        "sequence" => v => v is string or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?> or Undefined,
        _ => throw new TemplateException($"the test '{name}' is not supported."),
    };

    public static Func<object?, object?> Filter(string name) => name switch
    {
        "trim" => v => PythonText.Trim(Text(v)),
        "tojson" => Json,
        _ => throw new TemplateException($"the filter '{name}' is not supported."),
    };

    /// <summary>Python's json.dumps: a blank after ':' and ','.</summary>
    private static string Json(object? value) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        string s => PythonText.Json(s),
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Json))}]",
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(", ", map.Select(p => $"{PythonText.Json(p.Key)}: {Json(p.Value)}"))}}}",
        long => Text(value),
        _ => throw new TemplateException($"{Describe(value)} has no JSON."),
    };

    private static object? At(IReadOnlyList<object?> list, long index)
    {
        if (index < 0) index += list.Count;
        return index >= 0 && index < list.Count ? list[(int)index] : Undefined.Value;
    }

    private static long Number(object? value) => value switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        _ => throw new TemplateException($"{Describe(value)} is not a number."),
    };

    private static string Describe(object? value) => value switch
    {
        null => "none",
        Undefined => "something that is not there",
        string s => $"the text '{(s.Length > 40 ? s[..40] + "…" : s)}'",
        long or bool => Text(value),
        IReadOnlyList<object?> => "a list",
        IReadOnlyDictionary<string, object?> => "a mapping",
        _ => "the loop",
    };
}
