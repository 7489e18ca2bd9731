using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop.Stages;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>A comparison of two arms after the same iteration, or of an arm with a file of answers.</summary>
/// <param name="A">Name of the one arm.</param>
/// <param name="B">Name of the other, or of the file.</param>
/// <param name="Iteration">After which they are compared.</param>
/// <param name="AnswersA">What is compared; likewise B.</param>
/// <param name="AnswersB">Answers of the other.</param>
/// <param name="ByJudge">The verdicts of each judge, in the order of the settings.</param>
public sealed record PlannedComparison(string A, string B, int Iteration, Artifact<AnswerSet> AnswersA, Artifact<AnswerSet> AnswersB,
    IReadOnlyList<Artifact<VerdictSet>> ByJudge)
{
    /// <summary>Those of the judge that decides.</summary>
    public Artifact<VerdictSet> Verdicts => ByJudge[0];
}
