using AlwaysOnPolicy.Prompts.HeldOut;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public sealed record HeldOutSet(IReadOnlyList<HeldOutQuestion> Questions);
