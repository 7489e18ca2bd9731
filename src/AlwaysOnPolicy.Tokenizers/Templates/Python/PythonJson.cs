using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Writes values as Python's json.dumps does.</summary>
/// <param name="indent">What each level is indented with; null writes one line.</param>
internal sealed class PythonJson(bool asciiOnly, string? indent, string between, string afterKey, bool sortKeys)
{
    public static PythonJson Plain { get; } = new(asciiOnly: false, indent: null, ", ", ": ", sortKeys: false);

    public string Write(object? value)
    {
        var output = new StringBuilder();
        Write(value, output, 0);
        return output.ToString();
    }

    private void Write(object? value, StringBuilder output, int level)
    {
        switch (value)
        {
            case null: output.Append("null"); break;
            case bool b: output.Append(b ? "true" : "false"); break;
            case string s: Text(s, output); break;
            case long: output.Append(PythonText.Of(value)); break;
            case double d: output.Append(Number(d)); break;
            case IReadOnlyList<object?> list: Items(output, level, '[', ']', list, i => Write(i, output, level + 1)); break;
            case PythonDict dict: Items(output, level, '{', '}', Pairs(dict), p => Pair(p, output, level + 1)); break;
            case Undefined missing: throw missing.Error();
            default: throw new TemplateException($"tojson: {PythonText.Describe(value)} has no JSON.");
        }
    }

    private void Items<T>(StringBuilder output, int level, char open, char close, IReadOnlyList<T> items, Action<T> write)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        output.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Append(between);
            NewLine(output, level + 1);
            write(items[i]);
        }
        if (items.Count > 0) NewLine(output, level);
        output.Append(close);
    }

    private void Pair((string Key, object? Value) pair, StringBuilder output, int level)
    {
        Text(pair.Key, output);
        output.Append(afterKey);
        Write(pair.Value, output, level);
    }

    private (string Key, object? Value)[] Pairs(PythonDict dict)
    {
        var pairs = dict.Items.Select(p => (Key: Key(p[0]), Value: p[1]));
        return [.. sortKeys ? pairs.OrderBy(p => p.Key, Comparer<string>.Create(Operators.Compare)) : pairs];
    }

    private static string Key(object? key) => key switch
    {
        string s => s,
        null => "null",
        bool b => b ? "true" : "false",
        long => PythonText.Of(key),
        double d => Number(d),
        _ => throw new TemplateException($"tojson: {PythonText.Describe(key)} is no key of JSON."),
    };

    private static string Number(double d) => double.IsNaN(d) ? "NaN" : double.IsInfinity(d) ? d > 0 ? "Infinity" : "-Infinity" : PythonText.Number(d);

    private void NewLine(StringBuilder output, int level)
    {
        if (indent is null) return;
        output.Append('\n');
        for (var i = 0; i < level; i++) output.Append(indent);
    }

    private void Text(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (var c in text)
            switch (c)
            {
                case '"': output.Append("\\\""); break;
                case '\\': output.Append("\\\\"); break;
                case '\n': output.Append("\\n"); break;
                case '\r': output.Append("\\r"); break;
                case '\t': output.Append("\\t"); break;
                case '\b': output.Append("\\b"); break;
                case '\f': output.Append("\\f"); break;
                case < ' ': output.Append($"\\u{(int)c:x4}"); break;
                case > '~' when asciiOnly: output.Append($"\\u{(int)c:x4}"); break;
                default: output.Append(c); break;
            }
        output.Append('"');
    }
}
