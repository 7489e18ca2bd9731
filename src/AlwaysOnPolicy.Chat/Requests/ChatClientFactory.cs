using AlwaysOnPolicy.Secrets;
using Microsoft.Extensions.AI;

namespace AlwaysOnPolicy.Chat.Requests;

/// <summary>The one place where a client for an outside language model is made. OpenAI's chat interface is read by a client of our own, more leniently than
/// the official one reads it; other interfaces by their providers' clients, none of which is loaded unless it is chosen.</summary>
public static class ChatClientFactory
{
    private const string OpenAiExample = "http://localhost:8000/v1";

    private delegate IChatClient ProvidersClient(HttpClient http, ChatService service, string? key);

    /// <param name="Own">Null where the interface is OpenAI's.</param>
    private sealed record Provider(string? Endpoint, string? KeyVariable, ProvidersClient? Own = null, string Example = OpenAiExample,
        OutputLimitField LimitField = OutputLimitField.MaxTokens);

    private static readonly Dictionary<ChatProvider, Provider> s_providers = new()
    {
        [ChatProvider.OpenAi] = new("https://api.openai.com/v1", "OPENAI_API_KEY", LimitField: OutputLimitField.MaxCompletionTokens),
        [ChatProvider.Gemini] = new("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
        [ChatProvider.Ollama] = new("http://localhost:11434", null, OllamaChat.Create),
        [ChatProvider.Compatible] = new(null, null),
        [ChatProvider.Anthropic] = new("https://api.anthropic.com", "ANTHROPIC_API_KEY", AnthropicChat.Create),
        [ChatProvider.Azure] = new(null, "AZURE_OPENAI_API_KEY", AzureChat.Create, "https://my-resource.openai.azure.com"),
    };

    /// <summary>Environment variables that hold keys, for 'aop doctor'.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } = [.. s_providers.Values.Select(p => p.KeyVariable).OfType<string>()];

    /// <summary>Makes the client. Refusals for load, server errors, time-outs and cut connections are tried again, with the pause the service asks for.
    /// Its calls throw <see cref="ChatException"/> when no call can work (a wrong key, an unknown model, a spent quota), which is not tried again,
    /// and <see cref="ChatCallException"/> when one call failed.</summary>
    /// <param name="setting">Where the settings stand in the experiment's file, for messages.</param>
    /// <exception cref="SettingsException">The key's variable is not set, the endpoint is missing or no address, or a setting is not of the
    /// provider.</exception>
    public static IChatClient Create(ChatSettings settings, string setting = "chat")
    {
        var (service, errors, key) = Connect(settings, setting);
        var provider = s_providers[settings.Provider];
        var attempts = new RetryHandler(PatienceOf(settings), new ErrorStatusHandler(new SocketsHttpHandler()), ServiceLimits.For(service, settings));
        var http = new HttpClient(new RefusalHandler(errors, attempts)) { Timeout = Timeout.InfiniteTimeSpan };
        return provider.Own is { } own
            ? new ProviderClient(own(http, service, key), http, errors, service, settings.MaxOutputTokens)
            : new OpenAiChatClient(http, Completions(service.Address), service, settings, LimitField(settings), key);
    }

    /// <summary>What the settings say of the service, checked; the key's value is null where none is sent.</summary>
    /// <exception cref="SettingsException">As <see cref="Create"/>.</exception>
    internal static (ChatService Service, ServiceErrors Errors, string? Key) Connect(ChatSettings settings, string setting)
    {
        var (service, key) = Service(settings, setting);
        if (LacksKey(service, key) is { } lack) throw new SettingsException(lack);
        return (service, new ServiceErrors(service, settings, key ?? ""), key);
    }

    /// <summary>Looks at the settings without making a client.</summary>
    /// <returns>What to do about a key that is not set; null where none is needed, or it is there.</returns>
    /// <exception cref="SettingsException">The endpoint is missing or no address, or a setting is not of the provider.</exception>
    public static string? Lack(ChatSettings settings, string setting)
    {
        var (service, key) = Service(settings, setting);
        return LacksKey(service, key);
    }

    private static string? LacksKey(ChatService service, string? key) => service.KeyVariable is not { } variable || !string.IsNullOrEmpty(key) ? null
        : $"{service} needs a key for '{service.Model}', and the environment variable {variable} is not set. " +
            $"Set it, or name another one in '{service.Setting}.api_key_variable'.";

    private static (ChatService Service, string? Key) Service(ChatSettings settings, string setting)
    {
        if (!s_providers.TryGetValue(settings.Provider, out var provider))
            throw new SettingsException($"'{setting}.provider': local is no service. Set kind: local in place of kind: chat, and name the " +
                "model's folder there.");
        var endpoint = settings.Endpoint ?? provider.Endpoint
            ?? throw new SettingsException($"{settings.Provider} needs the service's address: set '{setting}.endpoint', such as {provider.Example}.");
        var address = ServiceAddress.Read(endpoint, $"'{setting}.endpoint'", provider.Example);
        if (settings.ApiKeyVariable is { } named) ServiceAddress.VariableName(named, $"'{setting}.api_key_variable'");
        if (provider.Own is not null && settings.OutputLimitField is not null)
            throw new SettingsException($"'{setting}.output_limit_field' is of OpenAI's chat interface, and {settings.Provider} has its own: leave it out.");
        var variable = settings.ApiKeyVariable ?? provider.KeyVariable;
        return (new(settings.Provider, address, settings.Model, variable, setting),
            variable is null ? null : KnownSecrets.Remember(Environment.GetEnvironmentVariable(variable)?.Trim()));
    }

    internal static Patience PatienceOf(ChatSettings settings) =>
        new(settings.TimeoutSeconds, settings.Retries, settings.FirstPauseSeconds, settings.LongestPauseSeconds, settings.ThrottleRetries);

    internal static OutputLimitField LimitField(ChatSettings settings) => settings.OutputLimitField ?? s_providers[settings.Provider].LimitField;

    /// <summary>The address that requests are posted to: the endpoint's own where it names it, with its query (Azure's api-version) kept.</summary>
    private static Uri Completions(Uri endpoint)
    {
        const string Path = "/chat/completions";
        var path = endpoint.AbsolutePath.TrimEnd('/');
        return new UriBuilder(endpoint) { Path = path.EndsWith(Path, StringComparison.Ordinal) ? path : path + Path }.Uri;
    }
}
