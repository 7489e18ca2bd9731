using AlwaysOnPolicy.Prompts;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

internal sealed record EmbeddedPool(IReadOnlyList<EmbeddedQuestion> Pool, IReadOnlyList<EmbeddedQuestion> Probe);
