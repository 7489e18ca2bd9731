using AlwaysOnPolicy.Tokenizers.Templates.Python;

namespace AlwaysOnPolicy.Tokenizers.Templates.Builtins;

/// <summary>The functions that every template has: Jinja's own but lipsum, and the two of transformers.</summary>
internal static class Globals
{
    // As Jinja's sandbox.
    private const long LongestRange = 100_000;

    private static readonly Dictionary<string, object?> s_functions = new(StringComparer.Ordinal)
    {
        ["range"] = new Callable(Range),
        ["dict"] = new Callable(Dict),
        ["namespace"] = new Callable(Space),
        ["cycler"] = new Callable(a => new Cycler(a.Positional)),
        ["joiner"] = new Callable(a => Joiner(a.Bind(0, "sep").Text(0, ", "))),
        ["raise_exception"] = new Callable(a => throw new TemplateException(PythonText.Of(a.Bind(1, "message").Value(0)))),
    };

    /// <summary>The value of a name that neither the template nor its caller sets; null where there is none.</summary>
    /// <param name="today">What strftime_now takes for today.</param>
    public static object? Find(string name, DateOnly today) => name == "strftime_now"
        ? new Callable(a => Strftime.Write(today, a.Bind(1, "format").Text(0)))
        : s_functions.GetValueOrDefault(name);

    private static object Range(Arguments arguments)
    {
        var a = arguments.Bind(1, "start", "stop", "step");
        var (start, stop, step) = a.Given[1] ? (a.Int(0), a.Int(1), a.Int(2, 1)) : (0, a.Int(0), 1);
        if (step == 0) throw new TemplateException("range: the step must not be 0.");
        var count = step > 0 ? stop > start ? ((stop - start - 1) / step) + 1 : 0 : start > stop ? ((start - stop - 1) / -step) + 1 : 0;
        if (count > LongestRange) throw new TemplateException($"range: {count} numbers are more than {LongestRange}.");
        var numbers = new List<object?>((int)count);
        for (var i = 0; i < count; i++) numbers.Add(start + (i * step));
        return numbers;
    }

    private static PythonDict Dict(Arguments arguments)
    {
        var dict = new PythonDict();
        if (arguments.Positional is [PythonDict given]) foreach (var item in given.Items) dict[item[0]] = item[1];
        else if (arguments.Positional is [var pairs])
            foreach (var pair in Sequences.Of(pairs))
            {
                if (Sequences.List(pair) is not [var key, var value]) throw new TemplateException("dict needs pairs of a key and a value.");
                dict[key] = value;
            }
        foreach (var (name, value) in arguments.Named) dict[name] = value;
        return dict;
    }

    private static Namespace Space(Arguments arguments)
    {
        var space = new Namespace();
        foreach (var item in Dict(arguments).Items) space.Values[PythonText.Of(item[0])] = item[1];
        return space;
    }

    private static Callable Joiner(string between)
    {
        var used = false;
        return _ =>
        {
            var text = used ? between : "";
            used = true;
            return text;
        };
    }
}
