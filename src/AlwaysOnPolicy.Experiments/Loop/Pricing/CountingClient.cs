using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Experiments.Loop.Pricing;

/// <summary>Answers as a model might, without asking one, and counts what the request and the answer come to.</summary>
/// <param name="reply">To the how-manieth call, from 0.</param>
internal sealed class CountingClient(Func<string, int> tokens, Func<int, string> reply) : IChatClient
{
    // Roles and marks between messages; what OpenAI's interface counts for them.
    private const int TokensOfAMessagesFrame = 4;
    private int _calls;
    private long _input, _output;

    public long Calls => _calls;

    public long Input => _input;

    public long Output => _output;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var said = reply(Interlocked.Increment(ref _calls) - 1);
        Interlocked.Add(ref _input, messages.Sum(m => (long)tokens(m.Text) + TokensOfAMessagesFrame));
        Interlocked.Add(ref _output, tokens(said));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, said)));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
