using System.Globalization;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>What a reply says of a service's limits: <c>x-ratelimit-limit-requests</c> and its kin, or Anthropic's
/// <c>anthropic-ratelimit-requests-limit</c>.</summary>
/// <param name="Limit">In a minute.</param>
/// <param name="Remaining">Of it, now.</param>
/// <param name="Reset">Until the whole of it is there again.</param>
internal sealed partial record LimitHeaders(long? Limit, long? Remaining, TimeSpan? Reset)
{
    /// <param name="what">requests or tokens.</param>
    public static LimitHeaders Of(HttpResponseMessage response, string what, DateTimeOffset now)
    {
        string? Header(string field) => response.Headers.TryGetValues($"x-ratelimit-{field}-{what}", out var usual)
            || response.Headers.TryGetValues($"anthropic-ratelimit-{what}-{field}", out usual) ? usual.First().Trim() : null;
        long? Number(string field) => long.TryParse(Header(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return new(Number("limit"), Number("remaining"), Header("reset") is { } reset ? Span(reset, now) : null);
    }

    /// <summary>Reads 6m0s, 1.5s, 12ms, a number of seconds, or a date.</summary>
    private static TimeSpan? Span(string text, DateTimeOffset now)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) return Seconds(seconds);
        if (Parts().IsMatch(text))
            return Seconds(Part().Matches(text).Sum(p => double.Parse(p.Groups[1].Value, CultureInfo.InvariantCulture)
                * p.Groups[2].Value switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => 86_400 }));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > now ? date - now : null;
    }

    private static TimeSpan? Seconds(double seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    [GeneratedRegex(@"^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d))+$")]
    private static partial Regex Parts();

    [GeneratedRegex(@"(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d)")]
    private static partial Regex Part();
}
