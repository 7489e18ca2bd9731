using Microsoft.Extensions.AI;
using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>A client for services that speak OpenAI's chat interface. Its errors are of two kinds: <see cref="ChatException"/> when the user must mend
/// something, <see cref="ChatCallException"/> when this one call failed.</summary>
/// <remarks>OpenAI's own .NET client reads replies into strict types, and throws away an answer whose finish_reason, role, usage or time it does not
/// know.</remarks>
/// <param name="http">Sends again what is worth it, and counts the attempts: <see cref="RetryHandler"/>.</param>
/// <param name="address">Where requests are posted.</param>
/// <param name="key">Sent as a bearer token and kept out of messages; null where the service needs none.</param>
internal sealed class OpenAiChatClient(HttpClient http, Uri address, ChatService service, ChatSettings settings, OutputLimitField limitField, string? key)
    : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(service.Provider.ToString(), address, settings.Model);
    private readonly ServiceErrors _errors = new(service, settings, key ?? "");

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = CompletionRequest.Of(settings, limitField, messages, options) };
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        try
        {
            using var reply = await http.SendAsync(request, cancellationToken);
            var body = await BodyText.ReadAsync(reply, cancellationToken);
            if (!reply.IsSuccessStatusCode) throw _errors.Refused((int)reply.StatusCode, body, request);
            var response = CompletionReply.Read(body);
            if ((response is null || ChatAnswer.Read(response).Failure is not null) && CompletionReply.IsError(body))
                throw _errors.Refused((int)reply.StatusCode, body, request);
            return response ?? throw _errors.Unknown(body);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is TimeoutRejectedException or HttpRequestException or IOException)
        {
            throw _errors.NoReply(error, request);
        }
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
