using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>Python's "%s is %d" % values.</summary>
internal static class PercentFormat
{
    public static string Apply(string format, object? values)
    {
        var (output, next) = (new StringBuilder(), 0);
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                output.Append(format[i]);
                continue;
            }
            string? key = null;
            if (++i < format.Length && format[i] == '(' && format.IndexOf(')', i) is > 0 and var close)
            {
                key = format[(i + 1)..close];
                i = close + 1;
            }
            var start = i;
            while (i < format.Length && "#0- +123456789.".Contains(format[i])) i++;
            if (i == format.Length) throw new TemplateException($"the format '{format}' ends within a '%'.");
            if (format[i] == '%') output.Append('%');
            else output.Append(FormatSpec.OfPercent(format[start..i], format[i]).Write(key is null ? Next() : Named(key)));
        }
        if (values is not (PythonDict or List<object?> or Undefined) && next < (values is PythonTuple all ? all.Count : 1))
            throw new TemplateException($"the format '{format}' does not use all of its values.");
        return output.ToString();

        object? Next() => values is PythonTuple tuple
            ? next < tuple.Count ? tuple[next++] : throw new TemplateException($"the format '{format}' has too few values.")
            : next++ == 0 ? values : throw new TemplateException($"the format '{format}' has too few values.");

        object? Named(string name) => values is PythonDict dict && dict.TryGet(name, out var value)
            ? value
            : throw new TemplateException($"the format '{format}' names '{name}', which is not given.");
    }
}
