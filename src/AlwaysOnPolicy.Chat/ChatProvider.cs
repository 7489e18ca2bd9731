namespace AlwaysOnPolicy.Chat;

public enum ChatProvider
{
    OpenAi,
    Gemini,
    Ollama,

    /// <summary>Any other service that speaks OpenAI's chat interface; needs an endpoint.</summary>
    Compatible,
}
