namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A prompt with the rewards of the policy's answers to it.</summary>
public sealed record GateCandidate(string PromptId, IReadOnlyList<double> Rewards);
