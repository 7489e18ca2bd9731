namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>A prompt with the rewards of the policy's answers to it.</summary>
/// <param name="PromptId">The prompt's id.</param>
/// <param name="Rewards">One for each answer.</param>
public sealed record GateCandidate(string PromptId, IReadOnlyList<double> Rewards);
