using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy;

/// <summary>What a judge said of two lists of answers.</summary>
/// <param name="WinRate">How often A's answers were preferred, with intervals.</param>
/// <param name="Verdicts">One a question, in their order.</param>
public sealed record Judgement(WinRate WinRate, IReadOnlyList<Verdict> Verdicts);
