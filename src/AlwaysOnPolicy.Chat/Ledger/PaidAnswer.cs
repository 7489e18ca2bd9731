using AlwaysOnPolicy.Secrets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Ledger;

/// <summary>An answer as the ledger keeps it: its words as they came, and what it used.</summary>
internal sealed record PaidAnswer(string Text, string? Refusal, string? FinishReason, long? Input, long? Cached, long? Output, long? Thinking)
{
    public const string Columns = "answer, refusal, finish_reason, input_tokens, cached_tokens, output_tokens, thinking_tokens";

    public static PaidAnswer Of(ChatResponse response)
    {
        var refusal = response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().Select(e => e.Message).FirstOrDefault(m => m.Length > 0);
        var usage = response.Usage;
        return new(KnownSecrets.Hide(response.Text), refusal is null ? null : KnownSecrets.Hide(refusal), response.FinishReason?.Value,
            usage?.InputTokenCount, usage?.CachedInputTokenCount, usage?.OutputTokenCount,
            usage?.ReasoningTokenCount);
    }

    /// <param name="row">Of <see cref="Columns"/>, from column <paramref name="first"/> on.</param>
    public static PaidAnswer Read(SqliteDataReader row, int first)
    {
        string? Text(int i) => row.IsDBNull(i) ? null : row.GetString(i);
        long? Number(int i) => row.IsDBNull(i) ? null : row.GetInt64(i);
        return new(row.GetString(first), Text(first + 1), Text(first + 2), Number(first + 3), Number(first + 4), Number(first + 5), Number(first + 6));
    }

    public long? Tokens => Input is null && Output is null ? null : (Input ?? 0) + (Output ?? 0);

    /// <summary>The response as whoever asks gets it: the same whether it has just come or was kept.</summary>
    public ChatResponse ToResponse()
    {
        var said = new ChatMessage(ChatRole.Assistant, Text);
        if (Refusal is not null) said.Contents.Add(new ErrorContent(Refusal));
        return new ChatResponse(said)
        {
            FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
            Usage = Tokens is null ? null : new()
            {
                InputTokenCount = Input,
                CachedInputTokenCount = Cached,
                OutputTokenCount = Output,
                ReasoningTokenCount = Thinking,
                TotalTokenCount = Tokens,
            },
        };
    }

    /// <summary>Why it holds nothing to read; null where it does.</summary>
    public CallFailure? Failure => ChatAnswer.Read(ToResponse()).Failure is null ? null
        : Refusal is not null ? CallFailure.Refusal
        : FinishReason == ChatFinishReason.ContentFilter.Value ? CallFailure.ContentFilter
        : FinishReason == ChatFinishReason.Length.Value ? CallFailure.Cut
        : CallFailure.Empty;
}
