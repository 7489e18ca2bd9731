namespace AlwaysOnPolicy.Chat;

public enum ChatProvider
{
    OpenAi,

    /// <summary>Google's models, through its endpoint that speaks OpenAI's chat interface.</summary>
    Gemini,

    /// <summary>Ollama's own interface; on this machine unless an endpoint is given.</summary>
    Ollama,

    /// <summary>Any other service that speaks OpenAI's chat interface; needs an endpoint.</summary>
    Compatible,

    /// <summary>Anthropic's own interface. It takes no temperature: its models sample as they are set up to.</summary>
    Anthropic,

    /// <summary>Azure OpenAI: the endpoint is the resource's address, the model the deployment's name.</summary>
    Azure,

    /// <summary>No service: a model of this machine, which <c>kind: local</c> asks and <c>kind: chat</c> does not.</summary>
    Local,
}
