using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>JSON as services really send it: with NaN among statistics that nobody reads, raw line breaks within strings, and halves of surrogate pairs
/// where an answer was cut.</summary>
internal static partial class LenientJson
{
    private static readonly JsonDocumentOptions s_options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="JsonException">It is no JSON even so.</exception>
    public static JsonDocument Parse(string body)
    {
        var text = body.Contains(@"\ud", StringComparison.OrdinalIgnoreCase) ? Escape().Replace(body, m => m.Length == 6 ? @"\ufffd" : m.Value) : body;
        try
        {
            return JsonDocument.Parse(text, s_options);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(StringOrWord().Replace(text, m => m.Value[0] == '"'
                ? Control().Replace(m.Value, c => $@"\u{(int)c.Value[0]:x4}") : "null"), s_options);
        }
    }

    // A whole pair (12 characters), a half of one (6), or any other escape (2).
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.")]
    private static partial Regex Escape();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""|[-+]?\b(?:NaN|Infinity)\b", RegexOptions.Singleline)]
    private static partial Regex StringOrWord();

    [GeneratedRegex(@"[\x00-\x1f]")]
    private static partial Regex Control();
}
