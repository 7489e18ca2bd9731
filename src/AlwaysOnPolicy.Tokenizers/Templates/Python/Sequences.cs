namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>What can be looped over, counted, indexed and sliced. A text's parts are its code points.</summary>
internal static class Sequences
{
    public static IEnumerable<object?> Of(object? value) => value switch
    {
        IReadOnlyList<object?> list => list,
        string text => Characters(text),
        PythonDict dict => dict.KeyList,
        Generator generator => generator,
        Undefined => [],
        _ => throw new TemplateException($"{PythonText.Describe(value)} cannot be looped over."),
    };

    public static IReadOnlyList<object?> List(object? value) => value as IReadOnlyList<object?> ?? [.. Of(value)];

    public static long Length(object? value) => value switch
    {
        string text => LengthOf(text),
        IReadOnlyList<object?> list => list.Count,
        PythonDict dict => dict.Count,
        Undefined => 0,
        _ => throw new TemplateException($"{PythonText.Describe(value)} has no length."),
    };

    public static long LengthOf(string text)
    {
        long count = text.Length;
        for (var i = 0; i + 1 < text.Length; i++)
            if (char.IsSurrogatePair(text[i], text[i + 1])) count--;
        return count;
    }

    public static List<object?> Characters(string text) => [.. text.EnumerateRunes().Select(r => r.ToString())];

    /// <returns>False where there is no such place.</returns>
    public static bool TryAt(object? value, long index, out object? item)
    {
        item = null;
        var list = value as IReadOnlyList<object?> ?? (value is string text ? Characters(text) : null);
        if (list is null) return false;
        if (index < 0) index += list.Count;
        if (index < 0 || index >= list.Count) return false;
        item = list[(int)index];
        return true;
    }

    /// <summary>value[start:stop:step]; a text gives a text.</summary>
    public static object? Slice(object? value, object? start, object? stop, object? step)
    {
        if (value is Undefined missing) throw missing.Error();
        var items = value switch
        {
            IReadOnlyList<object?> list => list,
            string text => Characters(text),
            _ => throw new TemplateException($"{PythonText.Describe(value)} cannot be sliced."),
        };
        var by = Bound(step) ?? 1;
        if (by == 0) throw new TemplateException("a slice cannot go on by 0.");
        long count = items.Count;
        var (first, last) = by > 0 ? (0L, count) : (-1L, count - 1);
        var from = Place(start, by > 0 ? first : last);
        var to = Place(stop, by > 0 ? last : first);
        var taken = new List<object?>();
        for (var i = from; by > 0 ? i < to : i > to; i = checked(i + by))
        {
            taken.Add(items[(int)i]);
            if (by > count || -by > count) break;
        }
        return value is string ? string.Concat(taken) : value is PythonTuple ? new PythonTuple(taken) : taken;

        long Place(object? place, long otherwise) => Bound(place) is { } p ? Math.Clamp(p < 0 ? Math.Max(p, -count - 1) + count : p, first, last) : otherwise;
    }

    private static long? Bound(object? value) => value is null ? null
        : Arithmetic.Whole(value) ?? throw new TemplateException($"a slice's place must be a whole number, and is {PythonText.Describe(value)}.");
}
