using System.Text.Json;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;

namespace AlwaysOnPolicy.Web.Completions.Requests;

/// <summary>The messages of a chat request.</summary>
internal static class ChatMessages
{
    private const string Name = "messages";

    public static IReadOnlyList<ChatTurn> Read(RequestBody body)
    {
        if (body.Value(Name) is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0)
            throw RequestBody.Wrong(Name, "must be a list of at least one message");
        return [.. messages.EnumerateArray().Select(Turn)];
    }

    private static ChatTurn Turn(JsonElement message, int number)
    {
        var place = $"{Name}[{number}]";
        if (message.ValueKind != JsonValueKind.Object) throw RequestBody.Wrong(place, "must be an object");
        var role = message.TryGetProperty("role", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        foreach (var field in new[] { "tool_calls", "function_call", "audio" })
            if (message.TryGetProperty(field, out var asked) && asked.ValueKind != JsonValueKind.Null)
                throw RequestBody.Wrong($"{place}.{field}", "is not built here");
        return new(role switch
        {
            "system" or "developer" => Transcript.System,
            "user" => Transcript.User,
            "assistant" => Transcript.Assistant,
            _ => throw RequestBody.Wrong($"{place}.role", "must be system, developer, user or assistant"),
        }, Content(message.TryGetProperty("content", out var content) ? content : default, $"{place}.content"));
    }

    private static string Content(JsonElement content, string place) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part =>
            part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueEquals("text")
            && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                ? text.GetString() : throw RequestBody.Wrong(place, "must be a text or a list of parts of type text: nothing else is understood here"))),
        _ => throw RequestBody.Wrong(place, "must be a text or a list of parts of type text"),
    };
}
