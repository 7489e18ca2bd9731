using Polly.Timeout;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Stands before the retries and turns what is left of them into <see cref="ChatException"/> and <see cref="ChatCallException"/>: in the same words
/// whichever provider's client sits on top, since none of them sees a refusal.</summary>
internal sealed class RefusalHandler(ServiceErrors errors, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await base.SendAsync(request, cancellationToken);
            var body = await BodyText.ReadAsync(reply, cancellationToken);
            var response = CompletionReply.Read(body);   // which reads the replies of Anthropic and Ollama as well, for their words
            var wordless = response is null || ChatAnswer.Read(response).Failure is not null;
            if (!reply.IsSuccessStatusCode || (wordless && CompletionReply.IsError(body))) throw errors.Refused((int)reply.StatusCode, body, request);
            return response is null ? throw errors.Unknown(body) : reply;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is TimeoutRejectedException or HttpRequestException or IOException)
        {
            throw errors.NoReply(error, request);
        }
    }
}
