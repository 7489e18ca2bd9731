namespace AlwaysOnPolicy.Prompts.Weighting;

/// <param name="Spread">Sample standard deviation (n − 1) of the prompt's rewards.</param>
public sealed record GatedPrompt(string PromptId, double Spread);
