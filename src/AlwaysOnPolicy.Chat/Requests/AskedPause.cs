using System.Globalization;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>How long a service asks to be left alone.</summary>
internal static partial class AskedPause
{
    private const double LongestSeconds = 1e9;   // what a TimeSpan can hold with ease

    /// <summary>From the headers retry-after-ms or Retry-After (seconds, also with a fraction, or a date), or from Google's RetryInfo in the body; null when
    /// the reply does not say.</summary>
    public static async ValueTask<TimeSpan?> OfAsync(HttpResponseMessage response)
    {
        if (Seconds(Header(response, "retry-after-ms"), 1000) is { } milliseconds) return milliseconds;
        if (Seconds(Header(response, "Retry-After"), 1) is { } seconds) return seconds;
        if (response.Headers.RetryAfter?.Date is { } date)   // by the service's clock, which this machine's may differ from
            return date - (response.Headers.Date ?? DateTimeOffset.UtcNow) is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        return RetryDelay().Match(await BodyText.ReadAsync(response)) is { Success: true } match ? Seconds(match.Groups[1].Value, 1) : null;
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static TimeSpan? Seconds(string? number, double perSecond) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? TimeSpan.FromSeconds(Math.Min(value / perSecond, LongestSeconds)) : null;

    // {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "31s"}
    [GeneratedRegex("\"retryDelay\"\\s*:\\s*\"([0-9]{1,6}(?:\\.[0-9]{1,9})?)s\"")]
    private static partial Regex RetryDelay();
}
