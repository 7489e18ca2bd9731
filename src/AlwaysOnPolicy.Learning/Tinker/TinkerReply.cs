using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Learning.Tinker;

/// <summary>What came back.</summary>
internal sealed partial record TinkerReply(int Status, string Body, TimeSpan? RetryAfter)
{
    private const int Longest = 500;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What a refusal says: FastAPI's "detail", or the beginning of the body.</summary>
    public string Words
    {
        get
        {
            var words = Body;
            try
            {
                using var parsed = JsonDocument.Parse(Body);
                if (parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("detail", out var detail))
                    words = detail.ToString();
            }
            catch (JsonException)
            {
                // words of a proxy
            }
            return words.Length > Longest ? words[..Longest] + "…" : words;
        }
    }

    /// <exception cref="TinkerException">The body is no JSON.</exception>
    public JsonElement Json(string address, string what)
    {
        try
        {
            // Python writes numbers that are none as words that JSON has not.
            using var parsed = JsonDocument.Parse(NoNumber().Replace(Body, "null"));
            return parsed.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new TinkerException($"The server {address} answered {what} with what is no JSON ({Words}): correct TinkerOptions.Address.", e);
        }
    }

    [GeneratedRegex(@"(?<=[\[,:]\s*)(NaN|-?Infinity)(?=\s*[\],}])")]
    private static partial Regex NoNumber();
}

internal static class TinkerJson
{
    /// <summary>Whether a result is still to come.</summary>
    public static bool IsTryAgain(this JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("type", out var type) && type.ValueEquals("try_again");

    /// <summary>A text that has to be there.</summary>
    /// <exception cref="TinkerException">It is not.</exception>
    public static string Text(this JsonElement reply, string name, string what) => reply.ValueKind == JsonValueKind.Object
        && reply.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
        ? value.ToString()
        : throw new TinkerException($"The server's reply to {what} has no '{name}': {reply.GetRawText()[..Math.Min(200, reply.GetRawText().Length)]}");

    public static string? TextOrNull(this JsonElement reply, string name) =>
        reply.ValueKind == JsonValueKind.Object && reply.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;
}
