using AlwaysOnPolicy.Learning.Ppo;
using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy;

/// <summary>What an iteration did.</summary>
/// <param name="Probe">The policy's answers to the probe's questions, as the author saw them.</param>
/// <param name="Prompts">What the author wrote.</param>
/// <param name="Training">What came of training on it.</param>
public sealed record IterationResult(IReadOnlyList<ScoredSample> Probe, PromptSet Prompts, PpoResult Training);
