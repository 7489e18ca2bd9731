namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A prompt as a gate saw it.</summary>
/// <param name="PromptId">The prompt's id.</param>
/// <param name="Spread">Sample standard deviation (n − 1) of the prompt's rewards.</param>
public sealed record GatedPrompt(string PromptId, double Spread);
