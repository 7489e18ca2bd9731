using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

internal sealed record HeldOutSet(IReadOnlyList<HeldOutQuestion> Questions);
