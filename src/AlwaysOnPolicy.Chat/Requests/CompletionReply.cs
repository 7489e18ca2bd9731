using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Reads a reply of OpenAI's chat interface for its words, and its tokens where they are told. Services differ in everything round them (roles,
/// reasons to finish, usage,
/// times), and an answer that is paid for is not thrown away for that.</summary>
internal static class CompletionReply
{
    /// <returns>Null where the body has not even the form of a reply: no choice with a message.</returns>
    public static ChatResponse? Read(string body)
    {
        using var document = Parsed(body);
        if (document is null) return null;
        var root = Unwrapped(document.RootElement);
        JsonElement[] choices = Field(root, "choices") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [root];
        var messages = choices.Select(c => (Choice: c, Message: Field(c, "message") ?? Field(c, "delta") ?? c))
            .Where(m => Field(m.Message, "content") is not null || Field(m.Message, "refusal") is not null || Field(m.Message, "text") is not null
                || Field(m.Choice, "finish_reason") is not null)
            .ToArray();
        if (messages.Length == 0) return null;

        var (choice, message) = messages.FirstOrDefault(m => Words(m.Message).Length > 0, messages[0]);
        var said = new ChatMessage(ChatRole.Assistant, Words(message));
        if (Text(message, "refusal") is { Length: > 0 } refusal) said.Contents.Add(new ErrorContent(refusal));
        return new ChatResponse(said) { FinishReason = Reason(Text(choice, "finish_reason")), Usage = Used(root) };
    }

    /// <summary>Null where the service does not say it in OpenAI's words. What is thought is part of the output, and told apart where the service does: Gemini
    /// leaves it out of completion_tokens, and has it in the total alone.</summary>
    private static UsageDetails? Used(JsonElement root)
    {
        if (Field(root, "usage") is not { ValueKind: JsonValueKind.Object } usage) return null;
        long? Count(JsonElement? of, string name) =>
            of is { } there && Field(there, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var count) ? count : null;
        var (input, output, total) = (Count(usage, "prompt_tokens"), Count(usage, "completion_tokens"), Count(usage, "total_tokens"));
        var thought = Count(Field(usage, "completion_tokens_details"), "reasoning_tokens");
        if (total - input - output is > 0 and var missing) (output, thought) = (output + missing, thought ?? missing);
        return new()
        {
            InputTokenCount = input,
            OutputTokenCount = output,
            TotalTokenCount = total,
            ReasoningTokenCount = thought,
            CachedInputTokenCount = Count(Field(usage, "prompt_tokens_details"), "cached_tokens"),
        };
    }

    /// <summary>True when the body says that something went wrong, in the field <c>error</c> that services use for it.</summary>
    public static bool IsError(string body)
    {
        using var document = Parsed(body);
        return document is not null && ErrorOf(document.RootElement) is not null;
    }

    /// <summary>The field <c>error</c>, of the whole or of the first choice, where it says something: null, false and an empty one say that all is
    /// well.</summary>
    public static JsonElement? ErrorOf(JsonElement root)
    {
        root = Unwrapped(root);
        var choice = Field(root, "choices") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? Field(list[0], "error") : null;
        return (Field(root, "error") ?? choice) is { } error && error.ValueKind switch
        {
            JsonValueKind.False => false,
            JsonValueKind.String => error.GetString()!.Length > 0,
            JsonValueKind.Object => error.EnumerateObject().Any(),
            _ => true,
        } ? error : null;
    }

    /// <summary>The words of a message: a text, or the parts of type text. Parts that hold thoughts, calls or pictures are none.</summary>
    private static string Words(JsonElement message) => (Field(message, "content") ?? Field(message, "text")) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(Part)),
        { ValueKind: JsonValueKind.Object } part => Part(part),
        _ => "",
    };

    private static string Part(JsonElement part) => part.ValueKind == JsonValueKind.String ? part.GetString()!
        : (Text(part, "type") ?? "text") is "text" or "output_text" ? Text(part, "text") ?? "" : "";

    private static ChatFinishReason? Reason(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "length" or "max_tokens" or "model_length" or "max_output_tokens" => ChatFinishReason.Length,
        "content_filter" or "safety" or "prohibited_content" or "blocklist" => ChatFinishReason.ContentFilter,
        { } other => new ChatFinishReason(other),
    };

    private static JsonDocument? Parsed(string body)
    {
        try
        {
            return LenientJson.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Gemini wraps what it sends in a list at times.
    private static JsonElement Unwrapped(JsonElement root) => root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;

    private static JsonElement? Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement element, string name) => Field(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
