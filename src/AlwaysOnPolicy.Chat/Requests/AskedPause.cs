using System.Globalization;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>How long a service asks to be left alone.</summary>
internal static partial class AskedPause
{
    /// <summary>From the header Retry-After (seconds or a date), or from Google's RetryInfo in the body; null when the reply does not say.</summary>
    public static async ValueTask<TimeSpan?> OfAsync(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        if (header?.Delta is { } delta) return delta;
        if (header?.Date is { } date) return date - DateTimeOffset.UtcNow is { } wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (RetryDelay().Match(await response.Content.ReadAsStringAsync()) is not { Success: true } match) return null;
        return TimeSpan.FromSeconds(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    // {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "31s"}
    [GeneratedRegex("\"retryDelay\"\\s*:\\s*\"([0-9]{1,6}(?:\\.[0-9]{1,9})?)s\"")]
    private static partial Regex RetryDelay();
}
