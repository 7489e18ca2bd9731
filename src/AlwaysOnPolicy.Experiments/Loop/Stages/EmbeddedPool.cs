using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public sealed record EmbeddedPool(IReadOnlyList<EmbeddedQuestion> Pool, IReadOnlyList<EmbeddedQuestion> Probe);
