using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>Azure OpenAI's own client.</summary>
internal static class AzureChat
{
    private const string ServicePath = "/openai";

    public static IChatClient Create(HttpClient http, ChatService service, string? key) =>
        new AzureOpenAIClient(Root(service.Address), new ApiKeyCredential(key!), new AzureOpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        }).GetChatClient(service.Model).AsIChatClient();

    /// <summary>The resource's address: what the portal shows for a deployment goes on from it.</summary>
    private static Uri Root(Uri address)
    {
        var at = address.AbsolutePath.IndexOf(ServicePath, StringComparison.Ordinal);
        return new UriBuilder(address) { Path = at < 0 ? address.AbsolutePath : address.AbsolutePath[..at], Query = "" }.Uri;
    }
}
