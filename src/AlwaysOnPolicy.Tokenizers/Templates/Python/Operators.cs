using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Python's operators on none, truth values, numbers, texts, lists, tuples and dicts.</summary>
internal static class Operators
{
    // No prompt comes near: a template that doubles a text again and again must not fill the memory.
    private const int Longest = 50_000_000;

    public static bool Truth(object? value) => value switch
    {
        null or Undefined => false,
        bool b => b,
        long n => n != 0,
        double d => d != 0,
        string s => s.Length > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        PythonDict dict => dict.Count > 0,
        _ => true,
    };

    public static object? Add(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => Fits((long)x.Length + y.Length) ? x + y : null,
        (PythonTuple x, PythonTuple y) => Fits((long)x.Count + y.Count) ? new PythonTuple([.. x, .. y]) : null,
        (List<object?> x, List<object?> y) => Fits((long)x.Count + y.Count) ? new List<object?>([.. x, .. y]) : null,
        _ => Arithmetic.Of("+", a, b, (x, y) => checked(x + y), (x, y) => x + y),
    };

    public static object? Multiply(object? a, object? b) => (a, b) switch
    {
        (string x, long or bool) => Repeat(x, (long)Arithmetic.Whole(b)!),
        (long or bool, string x) => Repeat(x, (long)Arithmetic.Whole(a)!),
        (IReadOnlyList<object?> x, long or bool) => Repeat(x, (long)Arithmetic.Whole(b)!),
        (long or bool, IReadOnlyList<object?> x) => Repeat(x, (long)Arithmetic.Whole(a)!),
        _ => Arithmetic.Of("*", a, b, (x, y) => checked(x * y), (x, y) => x * y),
    };

    /// <summary>Texts of both, one behind the other: the operator ~.</summary>
    public static string Join(object? a, object? b)
    {
        var (x, y) = (PythonText.Of(a), PythonText.Of(b));
        Fits((long)x.Length + y.Length);
        return x + y;
    }

    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        (long x, long y) => x == y,
        (long or bool or double, long or bool or double) => Arithmetic.Real(a) == Arithmetic.Real(b),
        (Undefined, Undefined) => true,
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x is PythonTuple == y is PythonTuple && x.Count == y.Count
            && x.Zip(y).All(p => Same(p.First, p.Second)),
        (PythonDict x, PythonDict y) => x.Count == y.Count && x.Items.All(p => y.TryGet(p[0], out var other) && Same(p[1], other)),
        _ => Equals(a, b),
    };

    /// <summary>Below 0 where a comes first.</summary>
    public static int Compare(object? a, object? b)
    {
        switch (a, b)
        {
            case (string x, string y):
                return CompareTexts(x, y);
            case (long x, long y):
                return x.CompareTo(y);
            case (long or bool or double, long or bool or double):
                return Arithmetic.Real(a).CompareTo(Arithmetic.Real(b));
            case (IReadOnlyList<object?> x, IReadOnlyList<object?> y) when x is PythonTuple == y is PythonTuple:
                for (var i = 0; i < Math.Min(x.Count, y.Count); i++)
                    if (!Same(x[i], y[i])) return Compare(x[i], y[i]);
                return x.Count.CompareTo(y.Count);
            default:
                Require(a, b);
                throw new TemplateException($"{PythonText.Describe(a)} and {PythonText.Describe(b)} cannot be compared.");
        }
    }

    /// <summary>Items of one key stay as they stood, backwards too.</summary>
    public static List<T> Sorted<T>(IEnumerable<T> items, Func<T, object?> key, bool reverse = false)
    {
        var order = Comparer<object?>.Create(Compare);
        try
        {
            return [.. reverse ? items.OrderByDescending(key, order) : items.OrderBy(key, order)];
        }
        catch (InvalidOperationException e) when (e.InnerException is TemplateException said)   // so .NET wraps what its comparer throws
        {
            throw said;
        }
    }

    public static bool Contains(object? container, object? item) => container switch
    {
        string text when item is string part => text.Contains(part, StringComparison.Ordinal),
        string when item is Undefined missing => throw missing.Error(),
        string => throw new TemplateException($"{PythonText.Describe(item)} cannot be looked for in a text."),
        PythonDict dict => dict.Has(item),
        Undefined => false,
        _ => Sequences.Of(container).Any(i => Same(i, item)),
    };

    /// <summary>Fails where one of them is not there.</summary>
    public static void Require(object? a, object? b)
    {
        if (a is Undefined x) throw x.Error();
        if (b is Undefined y) throw y.Error();
    }

    private static string Repeat(string text, long times)
    {
        Fits(times * text.Length);
        return times <= 0 ? "" : new StringBuilder().Insert(0, text, (int)times).ToString();
    }

    private static IReadOnlyList<object?> Repeat(IReadOnlyList<object?> list, long times)
    {
        Fits(times * list.Count);
        List<object?> items = [.. Enumerable.Repeat(list, (int)Math.Max(times, 0)).SelectMany(i => i)];
        return list is PythonTuple ? new PythonTuple(items) : items;
    }

    private static bool Fits(long length) =>
        length <= Longest ? true : throw new TemplateException($"a text or list of more than {Longest} parts.");

    /// <summary>By code points: UTF-16 would put U+1F600 before U+FB01.</summary>
    private static int CompareTexts(string a, string b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i]) continue;
            if (char.IsSurrogate(a[i]) != char.IsSurrogate(b[i])) return char.IsSurrogate(a[i]) ? 1 : -1;
            return a[i].CompareTo(b[i]);
        }
        return a.Length.CompareTo(b.Length);
    }
}
