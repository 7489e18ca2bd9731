using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Models.Rewards;

namespace AlwaysOnPolicy.Chat.Scoring;

/// <summary>Reads {"scores": […]} strictly.</summary>
internal static partial class ScorerReply
{
    private const int Shown = 200;

    /// <param name="count">Scores that must be there.</param>
    /// <exception cref="RewardException">The reply is anything else.</exception>
    public static double[] Read(string url, string body, int count)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("scores", out var scores) || scores.ValueKind != JsonValueKind.Array)
                throw Wrong(url, $"has no list 'scores': {Cut(body)}");
            if (scores.GetArrayLength() != count) throw Wrong(url, $"has {scores.GetArrayLength()} scores for {count} answers");
            return [.. scores.EnumerateArray().Select((s, i) => Number(url, s, i))];
        }
        catch (JsonException e)
        {
            // Python's json.dumps writes these, and JSON has no such thing.
            throw NotANumber().Match(body) is { Success: true } word
                ? Wrong(url, $"holds {word.Value} among its scores", e)
                : Wrong(url, $"is no JSON: {Cut(body)}", e);
        }
    }

    private static double Number(string url, JsonElement score, int index)
    {
        var value = score.ValueKind == JsonValueKind.Number ? score.GetDouble() : double.NaN;
        return double.IsFinite(value) ? value : throw Wrong(url, $"has {score.GetRawText()} as score {index + 1}");
    }

    private static RewardException Wrong(string url, string what, Exception? inner = null)
    {
        var text = $"The reply of the scorer {url} {what}. It must be {{\"scores\": […]}} with one finite number for each answer, in their order.";
        return inner is null ? new(text) : new(text, inner);
    }

    private static string Cut(string body) => body.Length <= Shown ? body : body[..Shown] + " …";

    [GeneratedRegex(@"(?<![\w""])(NaN|-?Infinity)(?![\w""])")]
    private static partial Regex NotANumber();
}
