using System.Text.Json.Serialization;
using AlwaysOnPolicy.Models.Serving;

namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <summary>OpenAI's chat completions and their chunks.</summary>
internal sealed class ChatForm(string model, bool logprobs, bool tellsUsage) : ReplyForm("chatcmpl", model, logprobs)
{
    private const string Assistant = "assistant";

    public override object Whole(IReadOnlyList<FinishedChoice> choices, Usage usage) => new Completion(Id, "chat.completion", Created, Model,
        [.. choices.Select(c => new Choice(c.Index, new(Assistant, c.Text, null), Told(c.Tokens, Logprobs.Of), Word(c.Finish)))], usage, Fingerprint);

    public override object Opening(int index) => Chunk(new StreamChoice(index, new(Assistant, ""), null, null));

    public override object Chunk(AnswerPart part) => Chunk(new StreamChoice(part.Index,
        new(null, part.Text.Length > 0 ? part.Text : null), part.Tokens.Count > 0 ? Told(part.Tokens, Logprobs.Of) : null, Word(part.Finish)));

    public override object Ending(Usage usage) => new StreamChunk(Id, "chat.completion.chunk", Created, Model, [], usage, Fingerprint);

    private object Chunk(StreamChoice choice) => tellsUsage
        ? new StreamChunk(Id, "chat.completion.chunk", Created, Model, [choice], null, Fingerprint)
        : new PlainChunk(Id, "chat.completion.chunk", Created, Model, [choice], Fingerprint);

    private sealed record Completion(string Id, string Object, long Created, string Model, IReadOnlyList<Choice> Choices, Usage Usage,
        string? SystemFingerprint);

    private sealed record Choice(int Index, Message Message, Logprobs? Logprobs, string? FinishReason);

    private sealed record Message(string Role, string Content, string? Refusal);

    /// <summary>Where usage is wanted, each chunk has the field.</summary>
    private sealed record StreamChunk(string Id, string Object, long Created, string Model, IReadOnlyList<StreamChoice> Choices, Usage? Usage,
        string? SystemFingerprint);

    private sealed record PlainChunk(string Id, string Object, long Created, string Model, IReadOnlyList<StreamChoice> Choices, string? SystemFingerprint);

    private sealed record StreamChoice(int Index, Delta Delta, Logprobs? Logprobs, string? FinishReason);

    private sealed record Delta(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content);

    private sealed record Logprobs(IReadOnlyList<Token> Content, IReadOnlyList<Token>? Refusal)
    {
        public static Logprobs Of(IReadOnlyList<AnswerToken> tokens) => new([.. tokens.Select(t =>
            new Token(t.Drawn.Text, t.Drawn.Logprob, t.Drawn.Bytes, [.. t.Top.Select(c => new Candidate(c.Text, c.Logprob, c.Bytes))]))], null);
    }

    private sealed record Token(
        [property: JsonPropertyName("token")] string Text, float Logprob, IReadOnlyList<byte> Bytes, IReadOnlyList<Candidate> TopLogprobs);

    private sealed record Candidate([property: JsonPropertyName("token")] string Text, float Logprob, IReadOnlyList<byte> Bytes);
}
