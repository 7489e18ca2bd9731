using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>A request of OpenAI's chat interface.</summary>
internal static class CompletionRequest
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="limitField">What the service calls the largest number of output tokens.</param>
    public static HttpContent Of(ChatSettings settings, OutputLimitField limitField, IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        new ByteArrayContent(Encoding.UTF8.GetBytes(Body(settings, limitField, messages, options).ToJsonString(s_options)))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") }
        };

    public static JsonObject Body(ChatSettings settings, OutputLimitField limitField, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var body = new JsonObject
        {
            ["model"] = settings.Model,
            ["messages"] = new JsonArray([.. messages.Select(m => new JsonObject { ["role"] = m.Role.Value, ["content"] = m.Text })]),
        };
        if (options?.Temperature is { } temperature) body["temperature"] = temperature;
        if ((options?.MaxOutputTokens ?? settings.MaxOutputTokens) is { } most)
            body[limitField == OutputLimitField.MaxTokens ? "max_tokens" : "max_completion_tokens"] = most;
        if (Format(options?.ResponseFormat) is { } format) body["response_format"] = format;
        return body;
    }

    private static JsonObject? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } json => new()
        {
            ["type"] = "json_schema",
            ["json_schema"] = new JsonObject
            {
                ["name"] = json.SchemaName ?? "reply",
                ["schema"] = JsonNode.Parse(schema.GetRawText()),
                ["strict"] = true,
            },
        },
        ChatResponseFormatJson => new() { ["type"] = "json_object" },
        _ => null,
    };
}
