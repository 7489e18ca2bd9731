using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Serving;

namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <summary>OpenAI's older completions, whose chunks look like the whole.</summary>
/// <param name="top">How many of the likeliest tokens are told; null tells no log-probabilities.</param>
/// <param name="promptOf">Token ids of a choice's prompt, where ids are told (vLLM's return_token_ids); null tells none.</param>
internal sealed class TextForm(string model, int? top, Func<int, int[]>? promptOf = null) : ReplyForm("cmpl", model, top is not null)
{
    public override object Whole(IReadOnlyList<FinishedChoice> choices, Usage usage) => Completion(
        [.. choices.Select(c => Choose(c.Text, c.Index, c.Tokens, Word(c.Finish)))], usage);

    public override object? Opening(int index) => null;

    public override object Chunk(AnswerPart part) => Completion([Choose(part.Text, part.Index, part.Tokens, Word(part.Finish))], null);

    public override object Ending(Usage usage) => Completion([], usage);

    private TextCompletion Completion(IReadOnlyList<Choice> choices, Usage? usage) =>
        new(Id, "text_completion", Created, Model, choices, usage, Fingerprint);

    private Choice Choose(string text, int index, IReadOnlyList<AnswerToken> tokens, string? finish) => new(text, index, Told(tokens, Of), finish)
    {
        PromptTokenIds = promptOf?.Invoke(index),
        TokenIds = promptOf is null ? null : [.. tokens.Select(t => t.Drawn.Id)],
    };

    private Logprobs Of(IReadOnlyList<AnswerToken> tokens) => new(
        [.. tokens.Select(t => t.Drawn.Text)], [.. tokens.Select(t => t.Drawn.Logprob)],
        top == 0 ? null : [.. tokens.Select(t => Chances(t.Top))], [.. tokens.Select(t => t.Offset)]);

    /// <summary>Tokens that read alike, as parts of characters do, share an entry: the likeliest's.</summary>
    private static Dictionary<string, float> Chances(IReadOnlyList<TokenChance> top)
    {
        var chances = new Dictionary<string, float>(StringComparer.Ordinal);
        foreach (var token in top) chances.TryAdd(token.Text, token.Logprob);
        return chances;
    }

    private sealed record TextCompletion(string Id, string Object, long Created, string Model, IReadOnlyList<Choice> Choices,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Usage? Usage, string? SystemFingerprint);

    private sealed record Choice(string Text, int Index, Logprobs? Logprobs, string? FinishReason)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int[]? PromptTokenIds { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int[]? TokenIds { get; init; }
    }

    private sealed record Logprobs(
        IReadOnlyList<string> Tokens, IReadOnlyList<float> TokenLogprobs, IReadOnlyList<Dictionary<string, float>>? TopLogprobs, IReadOnlyList<int> TextOffset);
}
