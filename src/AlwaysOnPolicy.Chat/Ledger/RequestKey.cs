using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>What a request is known by: SHA-256 of everything that can change its answer. The same as of stages' keys: no address, no key, no
/// patience.</summary>
internal static class RequestKey
{
    private static readonly JsonSerializerOptions s_settings = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOut } },
    };

    public static string Of(ChatSettings settings, IEnumerable<ChatMessage> messages, ChatOptions? options, string sample)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("settings");   // provider, model, longest answer
            JsonSerializer.Serialize(json, settings, s_settings);
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role.Value);
                json.WriteString("text", message.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteOptions(json, options);
            json.WriteString("sample", sample);
            json.WriteEndObject();
        }
        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }

    private static void WriteOptions(Utf8JsonWriter json, ChatOptions? options)
    {
        void Number(string name, double? value)
        {
            if (value is { } number) json.WriteNumber(name, number);
        }
        if (options is null) return;
        if (options.Instructions is { } system) json.WriteString("system", system);
        if (options.ModelId is { } model) json.WriteString("model", model);
        Number("temperature", options.Temperature);
        Number("top_p", options.TopP);
        Number("top_k", options.TopK);
        Number("seed", options.Seed);
        Number("frequency_penalty", options.FrequencyPenalty);
        Number("presence_penalty", options.PresencePenalty);
        Number("max_output_tokens", options.MaxOutputTokens);
        if (options.StopSequences is { Count: > 0 } stop) json.WriteString("stop", string.Join('\n', stop));
        if (options.ResponseFormat is ChatResponseFormatJson format) json.WriteString("schema", format.Schema?.GetRawText() ?? "json");
    }

    private static void LeaveOut(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (type.Properties[i].AttributeProvider?.IsDefined(typeof(NotInKeyAttribute), false) == true) type.Properties.RemoveAt(i);
    }
}
