using Microsoft.Extensions.AI;
using OllamaSharp;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>OllamaSharp, a client for Ollama's own interface.</summary>
internal static class OllamaChat
{
    private const string OpenAiPath = "/v1";

    public static IChatClient Create(HttpClient http, ChatService service, string? key)
    {
        if (key is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        http.BaseAddress = Root(service.Address);
        return new OllamaApiClient(http, service.Model);
    }

    /// <summary>The address without the path of the interface that is OpenAI's, which people have in their files.</summary>
    private static Uri Root(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        if (path.EndsWith(OpenAiPath, StringComparison.Ordinal)) path = path[..^OpenAiPath.Length];
        return new UriBuilder(address) { Path = path + "/" }.Uri;
    }
}
