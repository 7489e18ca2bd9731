using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Evaluation.Tests.Judging;

/// <summary>A chat client that answers a prompt by a function and counts how many requests were under way at once.</summary>
internal sealed class ScriptedClient(Func<string, string> answer, Action<string>? sample = null, long? tokens = null) : IChatClient
{
    private readonly Lock _gate = new();
    private int _underWay;

    public int MostUnderWay { get; private set; }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        sample?.Invoke($"{options?.AdditionalProperties?["sample_index"]}");
        lock (_gate) MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
        await Task.Delay(1, cancellationToken);
        lock (_gate) _underWay--;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(messages.Single().Text)))
        {
            Usage = tokens is null ? null : new() { TotalTokenCount = tokens },
        };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
