using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What one part of an arm's iteration cost, as if no other arm shared it. Means over the seeds in a study.</summary>
/// <param name="Part">probe, author, gate or training; judge for the comparisons that the arm takes part in, which is no cost of the arm.</param>
/// <param name="TokensGenerated">Of the policy's answers.</param>
/// <param name="TokensTrained">Of the answers in mini-batches learnt from, each epoch counted.</param>
/// <param name="ChatTokens">Of outside language models, where they report them.</param>
public sealed record WorkRow(
    string Arm, int Iteration, string Part, double TokensGenerated, double TokensTrained, double AnswersScored, double ChatTokens, double ProcessorSeconds);

/// <summary>The quality that an arm had reached when it had spent as much as the cheapest arm did in all.</summary>
/// <param name="Cost">tokens or processor_seconds.</param>
/// <param name="Measure">gold, gold_weakest or probe_reward.</param>
/// <param name="Value">Between two iterations on the straight line.</param>
public sealed record BudgetRow(string Cost, double Budget, string Measure, string Arm, double Value)
{
    /// <summary>95 %, over the seeds of a study.</summary>
    public Interval? Interval { get; init; }
}

/// <summary>What a baseline needs for the quality that an arm has after its first iteration.</summary>
/// <param name="Value">That quality.</param>
/// <param name="Iterations">Of the baseline, on the straight lines between its iterations; all of them where it does not get there, so that a mean over seeds is then a lower bound.</param>
/// <param name="Steps">The same in PPO steps.</param>
/// <param name="Tokens">The same in tokens generated and trained.</param>
/// <param name="Reached">Runs in which it gets there.</param>
/// <param name="Runs">Seeds of a study; 1 for a run.</param>
public sealed record CatchUpRow(string Arm, string Baseline, string Measure, double Value, double Iterations, double Steps, double Tokens, int Reached, int Runs)
{
    /// <summary>Of <see cref="Iterations"/>, 95 %, over the seeds of a study.</summary>
    public Interval? Interval { get; init; }
}
