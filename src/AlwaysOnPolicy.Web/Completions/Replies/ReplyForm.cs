using AlwaysOnPolicy.Models.Serving;

namespace AlwaysOnPolicy.Web.Completions.Replies;

/// <summary>How answers are told: as OpenAI's chat completions, or as its older completions.</summary>
/// <param name="model">The name that replies give the model.</param>
/// <param name="logprobs">Whether they tell log-probabilities.</param>
internal abstract class ReplyForm(string prefix, string model, bool logprobs)
{
    protected string Id { get; } = $"{prefix}-{Guid.NewGuid():N}";
    protected long Created { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    protected string Model => model;

    /// <summary>OpenAI's system_fingerprint: the version of the policy that drew the answers; null where it has none.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>The reply that is sent whole.</summary>
    public abstract object Whole(IReadOnlyList<FinishedChoice> choices, Usage usage);

    /// <summary>What a stream says of a choice before its first text; null says nothing.</summary>
    public abstract object? Opening(int index);

    /// <summary>What a stream says of a choice's next part.</summary>
    public abstract object Chunk(AnswerPart part);

    /// <summary>A stream's last words, where they are wanted.</summary>
    public abstract object Ending(Usage usage);

    protected T? Told<T>(IReadOnlyList<AnswerToken> tokens, Func<IReadOnlyList<AnswerToken>, T> form) where T : class => logprobs ? form(tokens) : null;

    protected static string? Word(AnswerFinish? finish) => finish switch
    {
        AnswerFinish.Stop => "stop",
        AnswerFinish.Length => "length",
        _ => null,
    };
}
