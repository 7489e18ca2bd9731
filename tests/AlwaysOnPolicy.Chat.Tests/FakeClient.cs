using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Tests;

/// <summary>A client that answers as told, and counts.</summary>
internal sealed class FakeClient(Func<int, CancellationToken, Task<ChatResponse>> answer) : IChatClient
{
    private int _calls;

    public FakeClient(Func<int, ChatResponse> answer) : this((n, _) => Task.FromResult(answer(n))) { }

    public int Calls => _calls;

    public ChatOptions? LastOptions { get; private set; }

    public static ChatResponse Words(string text, long input = 10, long output = 5) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = ChatFinishReason.Stop,
        Usage = new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
    };

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        LastOptions = options;
        return answer(Interlocked.Increment(ref _calls), cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
