using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Chat;

/// <summary>Which language model is asked, and how.</summary>
public sealed record ChatSettings
{
    public ChatProvider Provider { get; init; } = ChatProvider.OpenAi;

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Address of an OpenAI-compatible service; null takes the provider's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Name of the environment variable that holds the key; null takes the provider's usual one.</summary>
    public string? ApiKeyVariable { get; init; }

    [Range(1, 3600)] public int TimeoutSeconds { get; init; } = 120;

    /// <summary>Further attempts after a refusal for load (429) or a server's error (5xx).</summary>
    [Range(0, 100)] public int Retries { get; init; } = 5;
}

public enum ChatProvider
{
    OpenAi,
    Gemini,
    Ollama,

    /// <summary>Any other service that speaks OpenAI's chat interface; needs an endpoint.</summary>
    Compatible,
}
