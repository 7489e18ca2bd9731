using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>Filters of what can be looped over.</summary>
internal static class SequenceFilters
{
    public static Dictionary<string, Func<object?, Arguments, object?>> All { get; } = new()
    {
        ["batch"] = Batch,
        ["dictsort"] = DictSort,
        ["first"] = (v, _) => Sequences.Of(v).Cast<object?>().DefaultIfEmpty(new Undefined("No first item, sequence was empty")).First(),
        ["groupby"] = GroupBy,
        ["join"] = Join,
        ["last"] = (v, _) => Sequences.List(v) is { Count: > 0 } list ? list[^1] : new Undefined("No last item, sequence was empty"),
        ["list"] = (v, _) => Sequences.Of(v).ToList(),
        ["map"] = Map,
        ["max"] = (v, a) => Extreme(v, a, "max", 1),
        ["min"] = (v, a) => Extreme(v, a, "min", -1),
        ["reject"] = (v, a) => Select(v, a, keep: false),
        ["rejectattr"] = (v, a) => SelectAttribute(v, a, keep: false),
        ["reverse"] = (v, _) => v is string text ? string.Concat(text.EnumerateRunes().Reverse()) : new Generator(Sequences.Of(v).Reverse()),
        ["select"] = (v, a) => Select(v, a, keep: true),
        ["selectattr"] = (v, a) => SelectAttribute(v, a, keep: true),
        ["slice"] = Slice,
        ["sort"] = (v, a) => a.Bind(0, "reverse", "case_sensitive", "attribute") is var b
            ? Operators.Sorted(Sequences.Of(v), SortKeyOf(b.Value(2), b.Flag(1)), b.Flag(0)) : null,
        ["sum"] = (v, a) => a.Bind(0, "attribute", "start") is var b
            ? Sequences.Of(v).Select(b.Value(0) is { } path ? Access.Path(path) : i => i).Aggregate(b.Value(1, 0L), Operators.Add) : null,
        ["unique"] = Unique,
    };

    private static Generator Batch(object? value, Arguments arguments)
    {
        var a = arguments.Bind(1, "linecount", "fill_with");
        if (a.Int(0) < 1) throw new TemplateException("batch: 'linecount' must be 1 or more.");
        return new Generator(Sequences.Of(value).Chunk((int)Math.Min(a.Int(0), int.MaxValue)).Select(c =>
            new List<object?>(a.Value(1) is { } fill ? c.Concat(Enumerable.Repeat<object?>(fill, (int)a.Int(0) - c.Length)) : c)));
    }

    private static List<object?> DictSort(object? value, Arguments arguments)
    {
        var a = arguments.Bind(0, "case_sensitive", "by", "reverse");
        if (value is not PythonDict dict) throw new TemplateException($"dictsort needs a dict, and is given {PythonText.Describe(value)}.");
        var place = a.Text(1, "key") switch
        {
            "key" => 0,
            "value" => 1,
            var by =>
            throw new TemplateException($"dictsort: 'by' must be key or value, and is '{by}'.")
        };
        return Operators.Sorted<object?>(dict.Items, i => Folded(((PythonTuple)i!)[place], a.Flag(0)), a.Flag(2));
    }

    private static List<object?> GroupBy(object? value, Arguments arguments)
    {
        var a = arguments.Bind(1, "attribute", "default", "case_sensitive");
        var path = Access.Path(a.Value(0), a.Value(1));
        var groups = new List<object?>();
        foreach (var item in Operators.Sorted(Sequences.Of(value), i => Folded(path(i), a.Flag(2)), reverse: false))
            if (groups.LastOrDefault() is Group last && Operators.Same(Folded(last.Grouper, a.Flag(2)), Folded(path(item), a.Flag(2)))) last.Members.Add(item);
            else groups.Add(new Group(path(item), [item]));
        return groups.ConvertAll<object?>(g => new NamedPair(((Group)g!).Grouper, ((Group)g!).Members));
    }

    private static string Join(object? value, Arguments arguments)
    {
        var a = arguments.Bind(0, "d", "attribute");
        var items = Sequences.Of(value).Select(a.Value(1) is { } path ? Access.Path(path) : i => i);
        return string.Join(PythonText.Of(a.Value(0, "")), items.Select(PythonText.Of));
    }

    private static Generator Map(object? value, Arguments arguments)
    {
        if (arguments.Positional.Count == 0)
        {
            var a = arguments.Bind(1, "attribute", "default");
            return new Generator(Walked(value).Select(Access.Path(a.Value(0), a.Value(1))));
        }
        var name = arguments.Positional[0] as string ?? throw new TemplateException("map needs a filter's name or an attribute.");
        var rest = arguments.From(1) with { Callee = $"the filter '{name}'" };
        return new Generator(Walked(value).Select(i => Filters.Apply(name, i, rest)));
    }

    private static Generator Select(object? value, Arguments arguments, bool keep) => new(Walked(value).Where(Holds(arguments, i => i, keep)));

    private static Generator SelectAttribute(object? value, Arguments arguments, bool keep) => arguments.Positional.Count == 0
        ? throw new TemplateException($"{arguments.Callee} needs an attribute's name.")
        : new Generator(Walked(value).Where(Holds(arguments.From(1), Access.Path(arguments.Positional[0]), keep)));

    /// <summary>What map, select and reject go over: nothing where the value is false, none too.</summary>
    private static IEnumerable<object?> Walked(object? value) => Operators.Truth(value) ? Sequences.Of(value) : [];

    private static Func<object?, bool> Holds(Arguments arguments, Func<object?, object?> of, bool keep)
    {
        if (arguments.Positional.Count == 0) return i => Operators.Truth(of(i)) == keep;
        var name = arguments.Positional[0] as string ?? throw new TemplateException($"{arguments.Callee} needs a test's name.");
        var rest = arguments.From(1) with { Callee = $"the test '{name}'" };
        return i => Tests.Holds(name, of(i), rest) == keep;
    }

    private static object? Extreme(object? value, Arguments arguments, string name, int sign)
    {
        var a = arguments.Bind(0, "case_sensitive", "attribute");
        var key = KeyOf(a.Value(1), a.Flag(0));
        object? best = new Undefined($"No aggregated item, sequence was empty ({name})");
        var first = true;
        foreach (var item in Sequences.Of(value))
        {
            if (first || Operators.Compare(key(item), key(best)) * sign > 0) best = item;
            first = false;
        }
        return best;
    }

    private static Generator Slice(object? value, Arguments arguments)
    {
        var a = arguments.Bind(1, "slices", "fill_with");
        var items = Sequences.List(value);
        var slices = (int)Math.Clamp(a.Int(0), 1, 100_000);
        var (each, longer, at) = (items.Count / slices, items.Count % slices, 0);
        var parts = new List<object?>();
        for (var i = 0; i < slices; i++)
        {
            List<object?> part = [.. items.Skip(at).Take(each + (i < longer ? 1 : 0))];
            at += part.Count;
            if (a.Value(1) is { } fill && i >= longer && longer > 0) part.Add(fill);
            parts.Add(part);
        }
        return new Generator(parts);
    }

    private static Generator Unique(object? value, Arguments arguments)
    {
        var a = arguments.Bind(0, "case_sensitive", "attribute");
        var key = KeyOf(a.Value(1), a.Flag(0));
        var seen = new PythonDict();
        return new Generator(Sequences.Of(value).Where(i =>
        {
            if (seen.Has(key(i))) return false;
            seen[key(i)] = true;
            return true;
        }));
    }

    /// <summary>Several attributes, "a,b", are compared one after the other; as parts of a tuple, so that what is not there can stand
    /// beside its like.</summary>
    private static Func<object?, object?> SortKeyOf(object? attribute, bool caseSensitive)
    {
        if (attribute is null) return KeyOf(null, caseSensitive);
        Func<object?, object?>[] paths = [.. attribute is string names ? names.Split(',').Select(n => Access.Path(n)) : [Access.Path(attribute)]];
        return i => new PythonTuple([.. paths.Select(p => Folded(p(i), caseSensitive))]);
    }

    private static Func<object?, object?> KeyOf(object? attribute, bool caseSensitive)
    {
        Func<object?, object?> path = attribute is null ? i => i : Access.Path(attribute);
        return i => Folded(path(i), caseSensitive);
    }

    private static object? Folded(object? value, bool caseSensitive) => !caseSensitive && value is string text ? Letters.Lower(text) : value;

    private sealed record Group(object? Grouper, List<object?> Members);
}
