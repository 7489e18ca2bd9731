using System.Text.Encodings.Web;
using System.Text.Json;

namespace AlwaysOnPolicy.Models.Tokenization.Templates;

/// <summary>What templates do with values: strings, whole numbers, truth values, none, lists, mappings.</summary>
internal static class Values
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
        _ => throw new TemplateException("a list or mapping cannot be written as text."),
    };

    public static IReadOnlyList<object?> List(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        Undefined => [],
        _ => throw new TemplateException("only a list can be looped over."),
    };

    public static long Number(object? value) => value switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        _ => throw new TemplateException($"'{Describe(value)}' is not a number."),
    };

    public static object? Remainder(object? a, object? b)
    {
        var (n, by) = (Number(a), Number(b));
        return by == 0 ? throw new TemplateException("a division by zero.") : ((n % by) + by) % by;
    }

    public static object? Add(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => x + y,
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x.Concat(y).ToList(),
        (long or bool, long or bool) => Number(a) + Number(b),
        _ => throw new TemplateException($"'{Describe(a)}' and '{Describe(b)}' cannot be added."),
    };

    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (long or bool, long or bool) => Number(a) == Number(b),
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
        IReadOnlyDictionary<string, object?> map when value is string key => map.ContainsKey(key),
        _ => throw new TemplateException($"'in' cannot look into '{Describe(container)}'."),
    };

    public static object? Item(object? container, object? key) => (container, key) switch
    {
        (IReadOnlyDictionary<string, object?> map, string name) => map.TryGetValue(name, out var value) ? value : Undefined.Value,
        (IReadOnlyList<object?> list, long index) => Place(list.Count, index) is { } place ? list[place] : Undefined.Value,
        (string text, long index) => Place(text.Length, index) is { } place ? text[place].ToString() : Undefined.Value,
        (Undefined, _) => throw new TemplateException($"'{Describe(key)}' of something that is not there."),
        _ => Undefined.Value,
    };

    public static object? Slice(object? value, object? from, object? to)
    {
        var length = value switch { string s => s.Length, IReadOnlyList<object?> l => l.Count, _ => throw new TemplateException("only a list or text can be sliced.") };
        int Bound(object? bound, int otherwise) => bound is null ? otherwise : (int)Math.Clamp(Number(bound) < 0 ? Number(bound) + length : Number(bound), 0, length);
        var (start, end) = (Bound(from, 0), Bound(to, length));
        end = Math.Max(start, end);
        return value is string text ? text[start..end] : ((IReadOnlyList<object?>)value!).Skip(start).Take(end - start).ToList();
    }

    public static Func<object?, bool> Test(string name) => name switch
    {
        "defined" => v => v is not Undefined,
        "undefined" => v => v is Undefined,
        "none" => v => v is null,
        "string" => v => v is string,
        "number" => v => v is long,
        "boolean" => v => v is bool,
        "true" => v => v is true,
        "false" => v => v is false,
        "mapping" => v => v is IReadOnlyDictionary<string, object?>,
        "iterable" or "sequence" => v => v is string or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>,
        _ => throw new TemplateException($"the test '{name}' is not supported."),
    };

    public static Func<object?, object?> Filter(string name) => name switch
    {
        "trim" => v => Text(v).Trim(),
        "tojson" => Json,
        _ => throw new TemplateException($"the filter '{name}' is not supported."),
    };

    /// <summary>Python's json.dumps: a blank after ':' and ','.</summary>
    private static string Json(object? value) => value switch
    {
        IReadOnlyList<object?> list => $"[{string.Join(", ", list.Select(Json))}]",
        IReadOnlyDictionary<string, object?> map => $"{{{string.Join(", ", map.Select(p => $"{Json(p.Key)}: {Json(p.Value)}"))}}}",
        Undefined => throw new TemplateException("something that is not there has no JSON."),
        _ => JsonSerializer.Serialize(value, s_json),
    };

    private static int? Place(int count, long index) => index < 0 ? (index + count >= 0 ? (int)(index + count) : null) : index < count ? (int)index : null;

    private static string Describe(object? value) => value is null or Undefined or string or long or bool ? Text(value) : value.GetType().Name;
}
