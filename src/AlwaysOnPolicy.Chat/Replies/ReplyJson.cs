using System.Text;
using System.Text.Json;

namespace AlwaysOnPolicy.Chat.Replies;

/// <summary>Finds the JSON in a reply: whole, in a fence, after a sentence, one value a line.</summary>
public static class ReplyJson
{
    /// <summary>The lists and objects that begin a line, or stand after a colon, and are whole, in their order. A bracket in a sentence is none. Of a list
    /// that is not whole the objects in it that are.</summary>
    public static IReadOnlyList<JsonElement> Values(string text)
    {
        List<JsonElement> found = [];
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('[' or '{') || !MayBegin(text, at) || Read(text[at..]) is not var (value, length)) continue;
            found.Add(value);
            at += length - 1;
        }
        return found;
    }

    private static bool MayBegin(string text, int at)
    {
        var before = text[..at].TrimEnd(' ', '\t', '\r', ',');
        return before.Length == 0 || before[^1] is '\n' or ':' or '[' or '}';
    }

    private static (JsonElement Value, int Length)? Read(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return (document.RootElement.Clone(), Encoding.UTF8.GetCharCount(bytes, 0, (int)reader.BytesConsumed));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
