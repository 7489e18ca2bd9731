using System.Text.Json;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>What the providers with an interface of their own send.</summary>
internal static class ProviderReplies
{
    /// <param name="finish">As OpenAI says it: stop, length or content_filter.</param>
    /// <param name="thoughts">What the model thought, where the interface tells it.</param>
    public static Reply Words(ChatProvider provider, string text, string finish = "stop", string? thoughts = null) => provider switch
    {
        ChatProvider.Anthropic => Json(new
        {
            id = "msg_1",
            type = "message",
            role = "assistant",
            model = "m",
            content = new object?[]
            {
                thoughts is null ? null : new { type = "thinking", thinking = thoughts, signature = "s" },
                text.Length == 0 ? null : new { type = "text", text },
            }.Where(c => c is not null),
            stop_reason = finish switch { "length" => "max_tokens", "content_filter" => "refusal", _ => "end_turn" },
            stop_sequence = (string?)null,
            usage = new { input_tokens = 5, output_tokens = 3 },
        }),
        ChatProvider.Ollama => Json(new
        {
            model = "m",
            created_at = "2026-01-01T00:00:00Z",
            message = new { role = "assistant", content = text, thinking = thoughts },
            done = true,
            done_reason = finish,
            prompt_eval_count = 5,
            eval_count = 3,
        }),
        _ => Json(new
        {
            id = "1",
            @object = "chat.completion",
            created = 1,
            model = "m",
            choices = new[] { new { index = 0, finish_reason = finish, message = new { role = "assistant", content = text } } },
            usage = new
            {
                prompt_tokens = 5,
                completion_tokens = 3,
                total_tokens = 8,
                completion_tokens_details = new { reasoning_tokens = 2 },
            },
        }),
    };

    public static Reply Error(ChatProvider provider, int status, string message) => provider switch
    {
        ChatProvider.Anthropic => Json(new { type = "error", error = new { type = "an_error", message }, request_id = "r" }) with { Status = status },
        ChatProvider.Ollama => Json(new { error = message }) with { Status = status },
        _ => Reply.Error(status, message),
    };

    private static Reply Json(object body) => new(200, JsonSerializer.Serialize(body));
}
