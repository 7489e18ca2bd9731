using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Prompts.Tests;

/// <summary>Answers from a script, in order, and keeps what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<int, IReadOnlyList<ChatMessage>, string> answer) : IChatClient
{
    private int _calls = -1;

    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    public static ScriptedChatClient Of(params object[] answers) =>
        new((call, _) => answers[Math.Min(call, answers.Length - 1)] switch
        {
            Exception error => throw error,
            var text => (string)text,
        });

    /// <summary>The index of each request among those with the same words.</summary>
    public List<string> Samples { get; } = [];

    /// <summary>What the user said last in the given request.</summary>
    public string Asked(int request) => Requests[request][^1].Text;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<ChatMessage> request = [.. messages];
        lock (Requests)
        {
            Requests.Add(request);
            Samples.Add($"{options?.AdditionalProperties?["sample_index"]}");
        }
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(Interlocked.Increment(ref _calls), request))));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("script", null, "scripted") : null;

    public void Dispose() { }
}
