using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>The quality that an arm had reached when it had spent as much as the cheapest arm did in all.</summary>
/// <param name="Cost">tokens or processor_seconds.</param>
/// <param name="Budget">So much had the cheapest arm spent in all.</param>
/// <param name="Measure">gold, gold_weakest or probe_reward.</param>
/// <param name="Arm">The arm.</param>
/// <param name="Value">Between two iterations on the straight line.</param>
public sealed record BudgetRow(string Cost, double Budget, string Measure, string Arm, double Value)
{
    /// <summary>95 %, over the seeds of a study.</summary>
    public Interval? Interval { get; init; }
}
