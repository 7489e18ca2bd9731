using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What a baseline needs for the quality that an arm has after its first iteration.</summary>
/// <param name="Arm">The arm that is caught up with.</param>
/// <param name="Baseline">The arm that catches up.</param>
/// <param name="Measure">What quality is measured by.</param>
/// <param name="Value">That quality.</param>
/// <param name="Iterations">Of the baseline, on the straight lines between its iterations; all of them where it does not get there, so that a mean over seeds
/// is then a lower bound.</param>
/// <param name="Steps">The same in PPO steps.</param>
/// <param name="Tokens">The same in tokens generated and trained.</param>
/// <param name="Reached">Runs in which it gets there.</param>
/// <param name="Runs">Seeds of a study; 1 for a run.</param>
public sealed record CatchUpRow(string Arm, string Baseline, string Measure, double Value, double Iterations, double Steps, double Tokens, int Reached,
    int Runs)
{
    /// <summary>Of <see cref="Iterations"/>, 95 %, over the seeds of a study.</summary>
    public Interval? Interval { get; init; }
}
