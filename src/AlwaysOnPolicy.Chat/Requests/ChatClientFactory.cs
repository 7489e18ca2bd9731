using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>The one place where a client for an outside language model is made. Every provider here is reached through OpenAI's chat interface.</summary>
public static class ChatClientFactory
{
    private sealed record Provider(string? Endpoint, string? KeyVariable, OutputLimitField LimitField = OutputLimitField.MaxTokens);

    private static readonly Dictionary<ChatProvider, Provider> s_providers = new()
    {
        [ChatProvider.OpenAi] = new("https://api.openai.com/v1", "OPENAI_API_KEY", OutputLimitField.MaxCompletionTokens),
        [ChatProvider.Gemini] = new("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
        [ChatProvider.Ollama] = new("http://localhost:11434/v1", null),
        [ChatProvider.Compatible] = new(null, null),
    };

    /// <summary>Environment variables that hold keys, for 'aop doctor'.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } = [.. s_providers.Values.Select(p => p.KeyVariable).OfType<string>()];

    /// <summary>Makes the client. Refusals for load, server errors, time-outs and cut connections are tried again, with the pause the service asks for.
    /// Its calls throw <see cref="ChatException"/> when no call can work (a wrong key, an unknown model, a spent quota), which is not tried again,
    /// and <see cref="ChatCallException"/> when one call failed.</summary>
    /// <param name="setting">Where the settings stand in the experiment's file, for messages.</param>
    /// <exception cref="SettingsException">The key's variable is not set, or the endpoint is missing or no address.</exception>
    public static IChatClient Create(ChatSettings settings, string setting = "chat")
    {
        var provider = s_providers[settings.Provider];
        var endpoint = settings.Endpoint ?? provider.Endpoint
            ?? throw new SettingsException($"A compatible service needs its address: set '{setting}.endpoint', such as http://localhost:8000/v1.");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new SettingsException($"'{setting}.endpoint': '{endpoint}' is no address such as http://localhost:8000/v1.");

        var variable = settings.ApiKeyVariable ?? provider.KeyVariable;
        var service = new ChatService(settings.Provider, address, settings.Model, variable, setting);
        var key = variable is null ? null : Environment.GetEnvironmentVariable(variable);
        if (variable is not null && string.IsNullOrWhiteSpace(key))
            throw new SettingsException($"{service} needs a key for '{settings.Model}', and the environment variable {variable} is not set. " +
                $"Set it, or name another one in '{setting}.api_key_variable'.");

        var patience = new Patience(settings.TimeoutSeconds, settings.Retries, settings.FirstPauseSeconds, settings.LongestPauseSeconds,
            settings.ThrottleRetries);
        var limits = ServiceLimits.For(service, settings);
        var http = new HttpClient(new RetryHandler(patience, new ErrorStatusHandler(new SocketsHttpHandler()), limits)) { Timeout = Timeout.InfiniteTimeSpan };
        return new OpenAiChatClient(http, Completions(address), service, settings, settings.OutputLimitField ?? provider.LimitField, key?.Trim());
    }

    /// <summary>The address that requests are posted to: the endpoint's own where it names it, with its query (Azure's api-version) kept.</summary>
    private static Uri Completions(Uri endpoint)
    {
        const string Path = "/chat/completions";
        var path = endpoint.AbsolutePath.TrimEnd('/');
        return new UriBuilder(endpoint) { Path = path.EndsWith(Path, StringComparison.Ordinal) ? path : path + Path }.Uri;
    }
}
