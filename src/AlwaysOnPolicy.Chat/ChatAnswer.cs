using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat;

/// <summary>What came back from a language model: words, or the reason why there are none.</summary>
/// <param name="Text">The answer; empty when <paramref name="Failure"/> says why.</param>
/// <param name="Failure">Null when there is an answer.</param>
public sealed record ChatAnswer(string Text, string? Failure)
{
    /// <summary>Reads a response. A refusal that comes as words is an answer: only the reader knows what it asked for.</summary>
    public static ChatAnswer Read(ChatResponse response)
    {
        var text = response.Text;
        if (!string.IsNullOrWhiteSpace(text)) return new(text, null);
        var refusal = response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().Select(e => e.Message).FirstOrDefault(m => m.Length > 0);
        return new("", response.FinishReason switch
        {
            _ when refusal is not null => $"the model refused: {refusal}",
            { } reason when reason == ChatFinishReason.ContentFilter => "the provider's content filter withheld the answer",
            { } reason when reason == ChatFinishReason.Length => "the answer's tokens were used up before its first word; allow more output tokens",
            _ => "the answer was empty",
        });
    }
}
