using System.Runtime.CompilerServices;
using AlwaysOnPolicy.Runtime;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy;

/// <summary>A function as a chat client: for tests, samples, and services without a client of their own.</summary>
/// <param name="answer">Gives the reply to the messages.</param>
/// <param name="model">What records call it.</param>
public sealed class DelegateChatClient(Func<IEnumerable<ChatMessage>, CancellationToken, Task<string>> answer, string model = "function") : IChatClient
{
    private readonly Func<IEnumerable<ChatMessage>, CancellationToken, Task<string>> _answer = answer ?? throw new ArgumentNullException(nameof(answer));
    private readonly ChatClientMetadata _metadata = new(defaultModelId: model);

    /// <inheritdoc />
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        new(new ChatMessage(ChatRole.Assistant, await UserCode.Call(() => _answer(messages, cancellationToken))))
        {
            ModelId = model,
            FinishReason = ChatFinishReason.Stop,
        };

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Has nothing to dispose of.</summary>
    public void Dispose() { }
}
