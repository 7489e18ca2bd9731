using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Experiments.Loop.Stages;

/// <summary>A judge's verdicts on the answers of two policies.</summary>
/// <param name="Verdicts">In the order of the comparisons.</param>
public sealed record VerdictSet(IReadOnlyList<Verdict> Verdicts);
