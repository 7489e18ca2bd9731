namespace AlwaysOnPolicy.Chat;

/// <summary>The field of a request that limits the length of the reply.</summary>
public enum OutputLimitField
{
    /// <summary><c>max_tokens</c>: most services that speak OpenAI's chat interface.</summary>
    MaxTokens,

    /// <summary><c>max_completion_tokens</c>: OpenAI, whose newer models refuse the other.</summary>
    MaxCompletionTokens,
}
