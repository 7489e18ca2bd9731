namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>A dict: keys in the order in which they came; 1, 1.0 and True are one key. Templates cannot change it.</summary>
internal sealed class PythonDict
{
    // A .NET dictionary takes no null for a key.
    private static readonly object s_none = new();

    private readonly OrderedDictionary<object, object?> _items = new(new Keys());

    public int Count => _items.Count;

    public IEnumerable<object?> KeyList => _items.Keys.Select(Outside);

    public IEnumerable<object?> ValueList => _items.Values;

    public IEnumerable<PythonTuple> Items => _items.Select(p => new PythonTuple(Outside(p.Key), p.Value));

    public object? this[object? key]
    {
        get => _items[Inside(key)];
        set => _items[Inside(key)] = value;
    }

    public bool TryGet(object? key, out object? value) => _items.TryGetValue(Inside(key), out value);

    public bool Has(object? key) => _items.ContainsKey(Inside(key));

    private static object Inside(object? key) => key switch
    {
        null => s_none,
        List<object?> or PythonDict => throw new TemplateException($"{PythonText.Describe(key)} cannot be the key of a dict."),
        _ => key,
    };

    private static object? Outside(object key) => ReferenceEquals(key, s_none) ? null : key;

    private sealed class Keys : IEqualityComparer<object>
    {
        public new bool Equals(object? a, object? b) => a is string x && b is string y ? string.Equals(x, y, StringComparison.Ordinal) : Operators.Same(a, b);

        public int GetHashCode(object key) => key switch
        {
            string text => text.GetHashCode(StringComparison.Ordinal),
            bool flag => (flag ? 1d : 0d).GetHashCode(),
            long number => ((double)number).GetHashCode(),
            PythonTuple tuple => tuple.Count,
            Undefined => 0,
            _ => key.GetHashCode(),
        };
    }
}
