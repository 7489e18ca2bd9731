namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>value.name and value[key] as Jinja reads them in transformers' sandbox: the one looks for attributes first, the other for items.</summary>
internal static class Access
{
    private static readonly string[] s_changingList = ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"];
    private static readonly string[] s_changingDict = ["clear", "pop", "popitem", "setdefault", "update"];

    public static object? Attribute(object? value, string name)
    {
        if (value is Undefined missing) throw missing.Error();
        if (TryAttribute(value, name, out var found)) return found;
        return value is PythonDict dict && dict.TryGet(name, out var item) ? item : Undefined.Attribute(value, name);
    }

    public static object? Item(object? value, object? key)
    {
        switch (value)
        {
            case Undefined missing:
                throw missing.Error();
            case PythonDict dict when dict.TryGet(key, out var item):
                return item;
            case string or IReadOnlyList<object?> when Arithmetic.Whole(key) is { } index:
                return Sequences.TryAt(value, index, out var at) ? at : Undefined.Element(value, key);
        }
        if (key is not string name) return Undefined.Element(value, key);
        return TryAttribute(value, name, out var found) ? found : Undefined.Attribute(value, name);
    }

    /// <summary>Reads "author.name" or "0" of items, as the filters' argument 'attribute' means it.</summary>
    public static Func<object?, object?> Path(object? attribute, object? otherwise = null)
    {
        object?[] parts = attribute is string path
            ? [.. path.Split('.').Select(p => p.Length > 0 && p.All(char.IsAsciiDigit) ? long.Parse(p) : (object?)p)]
            : [attribute];
        return item =>
        {
            foreach (var part in parts)
            {
                item = Item(item, part);
                if (item is Undefined && otherwise is not null) item = otherwise;
            }
            return item;
        };
    }

    private static bool TryAttribute(object? value, string name, out object? found)
    {
        found = null;
        if (name.StartsWith('_'))
        {
            found = value is PythonDict own && own.Has(name) ? null : Undefined.Unsafe(value, name);
            return found is not null;
        }
        found = value switch
        {
            string text when TextMethods.Has(name) => new Callable(a => TextMethods.Call(text, name, a)),
            IReadOnlyList<object?> list => ListMethod(list, name),
            PythonDict dict => DictMethod(dict, name),
            _ => null,
        };
        return value switch
        {
            Namespace space => space.Values.TryGetValue(name, out found),
            IHasAttributes other => other.TryGet(name, out found),
            _ => found is not null,
        };
    }

    private static object? ListMethod(IReadOnlyList<object?> list, string name) => name switch
    {
        "count" => new Callable(a => a.Bind(1, "value").Value(0) is var sought ? (long)list.Count(i => Operators.Same(i, sought)) : 0),
        "index" => new Callable(a => a.Bind(1, "value").Value(0) is var sought && Place(list, sought) is >= 0 and var at
            ? (long)at : throw new TemplateException($"index: {PythonText.Describe(sought)} is not in the list.")),
        "copy" when list is not PythonTuple => new Callable(_ => list),
        _ when list is not PythonTuple && s_changingList.Contains(name) => Undefined.Unsafe(list, name),
        _ => null,
    };

    private static int Place(IReadOnlyList<object?> list, object? sought)
    {
        for (var i = 0; i < list.Count; i++)
            if (Operators.Same(list[i], sought)) return i;
        return -1;
    }

    private static object? DictMethod(PythonDict dict, string name) => name switch
    {
        "get" => new Callable(a => a.Bind(1, "key", "default") is var b && dict.TryGet(b.Value(0), out var value) ? value : b.Value(1)),
        "items" => new Callable(_ => dict.Items.ToList<object?>()),
        "keys" => new Callable(_ => dict.KeyList.ToList()),
        "values" => new Callable(_ => dict.ValueList.ToList()),
        "copy" => new Callable(_ => dict),
        _ when s_changingDict.Contains(name) => Undefined.Unsafe(dict, name),
        _ => null,
    };
}
