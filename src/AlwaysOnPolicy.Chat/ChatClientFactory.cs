using System.ClientModel;
using System.ClientModel.Primitives;
using AlwaysOnPolicy.Models;
using Microsoft.Extensions.AI;
using OpenAI;

namespace AlwaysOnPolicy.Chat;

/// <summary>The one place where a client for an outside language model is made. Every provider here is reached through OpenAI's chat interface.</summary>
public static class ChatClientFactory
{
    private sealed record Provider(string? Endpoint, string? KeyVariable);

    private static readonly Dictionary<ChatProvider, Provider> s_providers = new()
    {
        [ChatProvider.OpenAi] = new("https://api.openai.com/v1", "OPENAI_API_KEY"),
        [ChatProvider.Gemini] = new("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
        [ChatProvider.Ollama] = new("http://localhost:11434/v1", null),
        [ChatProvider.Compatible] = new(null, null),
    };

    /// <summary>Environment variables that hold keys, for 'aop doctor'.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } = [.. s_providers.Values.Select(p => p.KeyVariable).OfType<string>()];

    /// <summary>Makes the client. Refusals for load and server errors are tried again, with the pause the service asks for; errors of
    /// authentication are not.</summary>
    /// <exception cref="SettingsException">The key's variable is not set, or the endpoint is missing or no address.</exception>
    public static IChatClient Create(ChatSettings settings)
    {
        var provider = s_providers[settings.Provider];
        var endpoint = settings.Endpoint ?? provider.Endpoint
            ?? throw new SettingsException("A compatible service needs its address: set 'endpoint', such as http://localhost:8000/v1.");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address)) throw new SettingsException($"The endpoint '{endpoint}' is not an address.");

        var variable = settings.ApiKeyVariable ?? provider.KeyVariable;
        var key = variable is null ? "none" : Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(key)) throw new SettingsException($"The environment variable {variable} is not set: '{settings.Model}' needs a key.");

        var options = new OpenAIClientOptions
        {
            Endpoint = address,
            NetworkTimeout = TimeSpan.FromSeconds(settings.TimeoutSeconds),
            RetryPolicy = new ClientRetryPolicy(settings.Retries),
        };
        return new OpenAIClient(new ApiKeyCredential(key), options).GetChatClient(settings.Model).AsIChatClient();
    }
}
