using Anthropic;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Anthropic's own client.</summary>
internal static class AnthropicChat
{
    private const int DefaultMaxOutputTokens = 4096;   // its interface wants a number

    // The client's own clock runs over all of our attempts and pauses, each of which has its limit: it is set to what it never reaches.
    private static readonly TimeSpan s_never = TimeSpan.FromDays(20);

    public static IChatClient Create(HttpClient http, ChatService service, string? key) => new AnthropicClient
    {
        HttpClient = http,
        BaseUrl = service.Address.AbsoluteUri.TrimEnd('/'),
        ApiKey = key,
        AuthToken = null,   // which it would take from the environment
        MaxRetries = 0,
        Timeout = s_never,
    }.AsIChatClient(service.Model, DefaultMaxOutputTokens);
}
