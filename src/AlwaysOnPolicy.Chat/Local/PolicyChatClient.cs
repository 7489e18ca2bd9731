using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AlwaysOnPolicy.Models.Generation;
using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Models.Text;
using AlwaysOnPolicy.Tokenizers.Templates;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Local;

/// <summary>A policy of this process as a chat client: author or judge without a server. Callers at the same time are answered in one batch.</summary>
/// <param name="policy">It stays the caller's, and may be shared with other clients.</param>
/// <param name="sampling">How answers are drawn where the options of a call say nothing.</param>
/// <param name="modelName">What responses call the model.</param>
/// <param name="mostCalls">Calls under way at once; others wait. No more than may wait of <paramref name="policy"/>.</param>
/// <remarks>Of the options it follows instructions, temperature (0 takes the likeliest token), top p, top k, seed, longest answer and stop texts. A schema is
/// not enforced, and tools are never called; penalties of presence and frequency are refused, and so is what is not text.</remarks>
public sealed class PolicyChatClient(ServedPolicy policy, SamplingOptions sampling, string modelName, int mostCalls = 64) : IChatClient
{
    private readonly SemaphoreSlim _places = new(mostCalls);

    /// <inheritdoc/>
    /// <exception cref="ChatCallException">This call cannot be answered: the template refuses its turns, it is too long, an option is out of range, or
    /// too many wait.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc cref="GetResponseAsync"/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = Request(messages, options);
        var id = $"chatcmpl-{Guid.NewGuid():N}";
        await _places.WaitAsync(cancellationToken);
        try
        {
            var parts = policy.TryAsk([request], cancellationToken)
                ?? throw new ChatCallException($"{policy.Waiting} answers of '{modelName}' wait already.") { Failure = CallFailure.Throttled };
            await foreach (var part in parts)
            {
                var update = new ChatResponseUpdate(ChatRole.Assistant, part.Text) { ModelId = modelName, ResponseId = id, MessageId = id };
                if (part.Finish is { } finish)
                {
                    update.FinishReason = finish == AnswerFinish.Stop ? ChatFinishReason.Stop : ChatFinishReason.Length;
                    update.Contents.Add(new UsageContent(new()
                    {
                        InputTokenCount = request.PromptIds.Length,
                        OutputTokenCount = part.Drawn,
                        TotalTokenCount = request.PromptIds.Length + part.Drawn,
                    }));
                }
                yield return update;
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("aop", defaultModelId: modelName)
        : serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Frees the queue; the policy is its owner's.</summary>
    public void Dispose() => _places.Dispose();

    private ServedRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (options is { PresencePenalty: not (null or 0) } or { FrequencyPenalty: not (null or 0) })
            throw new ChatCallException("A policy knows no penalties of presence or frequency: leave them out.");
        ChatMessage[] said = [.. messages];
        if (said.SelectMany(m => m.Contents).FirstOrDefault(c => c is not (TextContent or TextReasoningContent or UsageContent)) is { } other)
            throw new ChatCallException($"A policy reads nothing but text, and a message has {other.GetType().Name}: leave it out.");
        ChatTurn[] turns =
        [
            .. options?.Instructions is { } instructions ? [new ChatTurn(Transcript.System, instructions)] : Array.Empty<ChatTurn>(),
            .. said.Select(m => new ChatTurn(m.Role.Value, m.Text)),
        ];
        int[] prompt;
        try
        {
            prompt = policy.Policy.Format.EncodeTurns(turns);
        }
        catch (DataException e)
        {
            throw new ChatCallException(e.Message, e);
        }
        var room = policy.Context - prompt.Length;
        if (room < 1)
            throw new ChatCallException($"A request of {prompt.Length} tokens leaves no room for an answer: '{modelName}' has room " +
                $"for {policy.Context} tokens.");
        SamplingOptions drawn;
        try
        {
            drawn = Drawn(options, room);
        }
        catch (SettingsException e)
        {
            throw new ChatCallException(e.Message, e);
        }
        return new(prompt, policy.Policy.Complete(drawn),
            ServedRequest.SeedOf(options?.Seed ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))), choice: 0))
        {
            Stop = [.. options?.StopSequences?.Where(s => s.Length > 0) ?? []],
        };
    }

    /// <summary>The client's own sampling with what a call says otherwise; top p 0 takes the likeliest token, a top k below 1 keeps all.</summary>
    private SamplingOptions Drawn(ChatOptions? options, int room)
    {
        var greedy = options?.Temperature is { } cold && cold < 1e-4f;
        return sampling with
        {
            Temperature = options?.Temperature is { } temperature && !greedy ? temperature : sampling.Temperature,
            Greedy = options?.Temperature is null ? sampling.Greedy : greedy,
            TopP = options?.TopP is { } topP ? topP == 0 ? 1e-6 : topP : sampling.TopP,
            TopK = options?.TopK is { } topK ? Math.Max(0, topK) : sampling.TopK,
            MaxNewTokens = Math.Min(room, options?.MaxOutputTokens ?? sampling.MaxNewTokens),
        };
    }
}
