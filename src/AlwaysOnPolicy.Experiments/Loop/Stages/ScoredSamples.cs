using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>Answers of one policy with their rewards.</summary>
/// <param name="Samples">In the order of the answers.</param>
public sealed record ScoredSamples(IReadOnlyList<ScoredSample> Samples);
