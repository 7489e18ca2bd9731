using AlwaysOnPolicy.Chat.Replies;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat;

/// <summary>What came back from a language model: words, or the reason why there are none.</summary>
/// <param name="Text">The answer without the model's thoughts; empty when <paramref name="Failure"/> says why.</param>
/// <param name="Failure">Null when there is an answer.</param>
/// <param name="Cut">True when the answer stops where its tokens were used up, not where it ends.</param>
public sealed record ChatAnswer(string Text, string? Failure, bool Cut = false)
{
    /// <summary>True when there are no words because the model, or its provider's filter, would not give any.</summary>
    public bool Refused { get; init; }

    /// <summary>Reads a response. A refusal that comes as words is an answer: only the reader knows what it asked for.</summary>
    public static ChatAnswer Read(ChatResponse response)
    {
        var text = ReplyText.Said(response.Text);
        var cut = response.FinishReason == ChatFinishReason.Length || response.FinishReason?.Value == "error";
        if (text.Length > 0) return new(text, null, cut);
        var thoughts = string.Concat(response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(t => t.Text));
        var refusal = response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().Select(e => e.Message).FirstOrDefault(m => m.Length > 0);
        return new("", response.FinishReason switch
        {
            _ when refusal is not null => $"the model refused: {refusal}",
            { } reason when reason == ChatFinishReason.ContentFilter => "the provider's content filter withheld the answer",
            { } reason when reason == ChatFinishReason.Length => "the answer's tokens were used up before its first word; allow more with 'max_output_tokens'",
            _ when !string.IsNullOrWhiteSpace(response.Text + thoughts) =>
                $"the reply held thoughts and no answer: {ReplyText.Quoted(string.IsNullOrWhiteSpace(response.Text) ? thoughts : response.Text)}",
            _ => "the answer was empty",
        })
        { Refused = refusal is not null || response.FinishReason == ChatFinishReason.ContentFilter };
    }
}
