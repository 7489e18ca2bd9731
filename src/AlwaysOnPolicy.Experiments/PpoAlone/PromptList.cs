namespace AlwaysOnPolicy.Experiments.PpoAlone;

public sealed record PromptList(IReadOnlyList<string> Prompts);
