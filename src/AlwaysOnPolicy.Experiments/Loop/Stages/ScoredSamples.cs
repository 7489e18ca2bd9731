using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public sealed record ScoredSamples(IReadOnlyList<ScoredSample> Samples);
