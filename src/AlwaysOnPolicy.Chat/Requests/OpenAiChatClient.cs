using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>A client for services that speak OpenAI's chat interface.</summary>
/// <remarks>OpenAI's own .NET client reads replies into strict types, and throws away an answer whose finish_reason, role, usage or time it does not
/// know.</remarks>
/// <param name="http">Throws where there is no reply of this interface: <see cref="RefusalHandler"/>.</param>
/// <param name="address">Where requests are posted.</param>
/// <param name="key">Sent as a bearer token; null where the service needs none.</param>
internal sealed class OpenAiChatClient(HttpClient http, Uri address, ChatService service, ChatSettings settings, OutputLimitField limitField, string? key)
    : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(service.Provider.ToString(), address, settings.Model);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = CompletionRequest.Of(settings, limitField, messages, options) };
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        using var reply = await http.SendAsync(request, cancellationToken);
        return CompletionReply.Read(await BodyText.ReadAsync(reply, cancellationToken))!;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => http.Dispose();
}
