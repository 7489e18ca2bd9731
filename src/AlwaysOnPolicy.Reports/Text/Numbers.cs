using System.Globalization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Text;

/// <summary>How the report writes numbers, in every culture alike.</summary>
public static class Numbers
{
    private const string None = "–";

    /// <summary>"17.6 %", of a share (0-1); a dash for what is no number.</summary>
    public static string Percent(double share) => double.IsFinite(share) ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %") : None;

    /// <summary>"17.6 to 23.8", of shares.</summary>
    public static string Percents(Interval shares) => string.Create(CultureInfo.InvariantCulture, $"{100 * shares.Low:0.0} to {100 * shares.High:0.0}");

    /// <summary>"1,234".</summary>
    public static string Count(double count) => Plain(count, "#,0");

    /// <summary>"+5.4", a difference of shares in points.</summary>
    public static string Points(double difference) => Signed(100 * difference, "0.0");

    /// <summary>"+1.5 to +9.3".</summary>
    public static string Points(Interval difference) => $"{Points(difference.Low)} to {Points(difference.High)}";

    /// <summary>"0.123"; a dash for what is no number.</summary>
    public static string Score(double? value) => value is { } v && double.IsFinite(v) ? Plain(v, "0.000") : None;

    /// <summary>"0.123 to 0.456"; a dash for none.</summary>
    public static string Score(Interval? interval) => interval is { } i ? $"{Score(i.Low)} to {Score(i.High)}" : None;

    /// <summary>The same with a sign before it.</summary>
    public static string SignedScore(double? value) => value is { } v && double.IsFinite(v) ? Signed(v, "0.000") : None;

    /// <summary>The same with signs; a dash for none.</summary>
    public static string SignedScore(Interval? interval) => interval is { } i ? SignedScore(i) : None;

    /// <summary>Both ends with signs.</summary>
    public static string SignedScore(Interval interval) => $"{SignedScore(interval.Low)} to {SignedScore(interval.High)}";

    /// <summary>With a real minus sign, and no sign before a zero.</summary>
    public static string Plain(double value, string format)
    {
        var text = Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);
        return value < 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? "−" + text : text;
    }

    /// <summary>"0.012", or "below 0.001".</summary>
    public static string P(double value) => value < 0.001 ? "below 0.001" : Plain(value, "0.000");

    /// <summary>"1e−4", of a power of ten.</summary>
    public static string Power(double value) => value.ToString("0e0", CultureInfo.InvariantCulture).Replace('-', '−');

    private static string Signed(double value, string format)
    {
        if (!double.IsFinite(value)) return None;
        var text = Plain(value, format);
        return value > 0 && text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 ? "+" + text : text;
    }
}
