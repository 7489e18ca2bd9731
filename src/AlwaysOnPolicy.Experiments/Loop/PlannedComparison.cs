using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Stages;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>A comparison of two arms after the same iteration.</summary>
/// <param name="ByJudge">The verdicts of each judge, in the order of the settings.</param>
public sealed record PlannedComparison(string A, string B, int Iteration, IReadOnlyList<Artifact<VerdictSet>> ByJudge)
{
    /// <summary>Those of the judge that decides.</summary>
    public Artifact<VerdictSet> Verdicts => ByJudge[0];
}
