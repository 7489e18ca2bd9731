using System.Globalization;
using System.Text;

namespace AlwaysOnPolicy.Tokenizers.Templates.Python;

/// <summary>A day written as Python's strftime writes it in the C locale; the time is midnight.</summary>
internal static class Strftime
{
    public static string Write(DateOnly day, string format)
    {
        var output = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                output.Append(format[i]);
                continue;
            }
            var bare = format[i + 1] == '-' && i + 2 < format.Length;   // glibc: without the zero in front
            i += bare ? 2 : 1;
            var text = Directive(day, format[i]) ?? throw TemplateException.Unsupported($"strftime_now: the directive '%{format[i]}'");
            output.Append(bare ? text.TrimStart('0', ' ') is { Length: > 0 } plain ? plain : "0" : text);
        }
        return output.ToString();
    }

    private static string? Directive(DateOnly day, char directive) => directive switch
    {
        '%' => "%",
        'a' => day.ToString("ddd", CultureInfo.InvariantCulture),
        'A' => day.ToString("dddd", CultureInfo.InvariantCulture),
        'b' or 'h' => day.ToString("MMM", CultureInfo.InvariantCulture),
        'B' => day.ToString("MMMM", CultureInfo.InvariantCulture),
        'c' => Write(day, "%a %b %e %H:%M:%S %Y"),
        'C' => (day.Year / 100).ToString("00", CultureInfo.InvariantCulture),
        'd' => day.ToString("dd", CultureInfo.InvariantCulture),
        'D' or 'x' => Write(day, "%m/%d/%y"),
        'e' => day.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
        'f' => "000000",
        'F' => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        'G' => ISOWeek.GetYear(day.ToDateTime(default)).ToString(CultureInfo.InvariantCulture),
        'H' or 'M' or 'S' => "00",
        'I' => "12",
        'j' => day.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'm' => day.ToString("MM", CultureInfo.InvariantCulture),
        'n' => "\n",
        'p' => "AM",
        'R' => "00:00",
        't' => "\t",
        'T' or 'X' => "00:00:00",
        'u' => (day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'U' => ((day.DayOfYear + 6 - (int)day.DayOfWeek) / 7).ToString("00", CultureInfo.InvariantCulture),
        'V' => ISOWeek.GetWeekOfYear(day.ToDateTime(default)).ToString("00", CultureInfo.InvariantCulture),
        'w' => ((int)day.DayOfWeek).ToString(CultureInfo.InvariantCulture),
        'W' => ((day.DayOfYear + 6 - (((int)day.DayOfWeek + 6) % 7)) / 7).ToString("00", CultureInfo.InvariantCulture),
        'y' => day.ToString("yy", CultureInfo.InvariantCulture),
        'Y' => day.Year.ToString(CultureInfo.InvariantCulture),
        'z' or 'Z' => "",
        _ => null,
    };
}
