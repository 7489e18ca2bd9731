namespace AlwaysOnPolicy.Prompts;

/// <summary>A question for the policy to answer in training.</summary>
/// <param name="Id">Unique within its set.</param>
/// <param name="Domain">The domain it is meant for; null where the author did not say.</param>
/// <param name="Origin">Where it comes from.</param>
public sealed record Prompt(string Id, string Text, string? Domain, PromptOrigin Origin);
