using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>A provider's own client with what is the same for all: the longest reply of the settings, and errors as <see cref="RefusalHandler"/> tells them,
/// out of whatever the client wraps them in.</summary>
internal sealed class ProviderClient(IChatClient inner, HttpClient http, ServiceErrors errors, ChatService service, int? maxOutputTokens)
    : DelegatingChatClient(inner)
{
    private readonly ChatClientMetadata _metadata = new(service.Provider.ToString(), service.Address, service.Model);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = options?.Clone() ?? new ChatOptions();
        asked.MaxOutputTokens ??= maxOutputTokens;
        try
        {
            return await base.GetResponseAsync(messages, asked, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            throw Causes(error).FirstOrDefault(e => e is ChatException or ChatCallException) ?? errors.Unreadable(error);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ChatClientMetadata) ? _metadata : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) http.Dispose();
    }

    private static IEnumerable<Exception> Causes(Exception error) =>
        new[] { error }.Concat((error is AggregateException many ? many.InnerExceptions : error.InnerException is { } one ? [one] : []).SelectMany(Causes));
}
