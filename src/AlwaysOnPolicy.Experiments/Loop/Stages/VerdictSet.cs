using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

public sealed record VerdictSet(IReadOnlyList<Verdict> Verdicts);
