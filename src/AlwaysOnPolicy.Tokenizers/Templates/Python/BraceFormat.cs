using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Python's "{} is {name:>5}".format(…). Not here: attributes and items of the values ("{0.name}").</summary>
internal static class BraceFormat
{
    public static string Apply(string format, Arguments arguments)
    {
        var (output, next) = (new StringBuilder(), 0);
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] is '{' or '}' && i + 1 < format.Length && format[i + 1] == format[i])
            {
                output.Append(format[i++]);
                continue;
            }
            if (format[i] is not ('{' or '}'))
            {
                output.Append(format[i]);
                continue;
            }
            var close = format[i] == '{' ? format.IndexOf('}', i) : -1;
            if (close < 0) throw new TemplateException($"the format '{format}' has a single '{format[i]}'.");
            var field = format[(i + 1)..close].Split(':', 2);
            var name = field[0].Split('!', 2);
            var value = Value(name[0]);
            if (name.Length > 1) value = name[1] == "r" ? PythonText.Repr(value) : PythonText.Of(value);
            output.Append(FormatSpec.OfBraces(field.Length > 1 ? field[1] : "").Write(value));
            i = close;
        }
        return output.ToString();

        object? Value(string name)
        {
            if (name.AsSpan().ContainsAny('.', '[')) throw TemplateException.Unsupported($"the format field '{{{name}}}'");
            if (name.Length == 0) name = next++.ToString(CultureInfo.InvariantCulture);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
                return place < arguments.Positional.Count
                    ? arguments.Positional[place] : throw new TemplateException($"the format '{format}' has too few values.");
            return arguments.Named.TryGetValue(name, out var value) ? value : throw new TemplateException($"the format '{format}' names '{name}', which is " +
                "not given.");
        }
    }

    public static Dictionary<string, object?> Names(object? mapping) => mapping is PythonDict dict
        ? dict.Items.ToDictionary(p => PythonText.Of(p[0]), p => p[1])
        : throw new TemplateException($"format_map needs a dict, and is given {PythonText.Describe(mapping)}.");
}
