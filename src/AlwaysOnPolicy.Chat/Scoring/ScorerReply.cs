using System.Text.Json;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Chat.Replies;
using AlwaysOnPolicy.Chat.Requests;
using AlwaysOnPolicy.Models.Rewards;
using AlwaysOnPolicy.Models.Text;

namespace AlwaysOnPolicy.Chat.Scoring;

/// <summary>Reads {"scores": […]} strictly: what is no finite number is an error that names its answer, never a score.</summary>
internal static partial class ScorerReply
{
    private const int Shown = 200;

    /// <param name="batch">The answers that must each have a score.</param>
    /// <exception cref="RewardException">The reply is anything else.</exception>
    public static double[] Read(string url, string body, IReadOnlyList<Exchange> batch)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (CompletionReply.ErrorOf(document.RootElement) is not null) throw Wrong(url, $"is an error: {RefusalText.Of(body, "")}");
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("scores", out var scores)
                || scores.ValueKind != JsonValueKind.Array)
                throw Wrong(url, $"has no list 'scores': {Cut(body)}");
            if (scores.GetArrayLength() != batch.Count) throw Wrong(url, $"has {scores.GetArrayLength()} scores for {batch.Count} answers");
            return [.. scores.EnumerateArray().Select((s, i) => Number(url, s, i, batch[i]))];
        }
        catch (JsonException e)
        {
            // Python's json.dumps writes these, and JSON has no such thing.
            throw NotANumber().Match(body) is { Success: true } word
                ? Wrong(url, $"holds {word.Value} among its scores", e)
                : Wrong(url, $"is no JSON: {Cut(body)}", e);
        }
    }

    // Training computes in float32: a number beyond it is no finite one there.
    private static double Number(string url, JsonElement score, int index, Exchange exchange)
    {
        var value = score.ValueKind == JsonValueKind.Number ? score.GetDouble() : double.NaN;
        return float.IsFinite((float)value) ? value
            : throw Wrong(url, $"has {Cut(score.GetRawText())} as score {index + 1}, of the answer to {ReplyText.Quoted(exchange.Question)}");
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
