namespace AlwaysOnPolicy.Chat;

/// <summary>Whom a client talks to, as error messages name it. It never holds a key's value for printing.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Address">Where requests go.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="KeyVariable">The environment variable that holds the key; null where none is sent.</param>
/// <param name="Setting">The settings that made the client, such as <c>author.chat</c>.</param>
internal sealed record ChatService(ChatProvider Provider, Uri Address, string Model, string? KeyVariable, string Setting)
{
    /// <summary>What the service speaks, for messages.</summary>
    public string Interface => Provider switch
    {
        ChatProvider.Anthropic => "Anthropic's messages interface",
        ChatProvider.Ollama => "Ollama's chat interface",
        _ => "OpenAI's chat interface",
    };

    public override string ToString() => $"{Provider} ({Address.Authority})";
}
