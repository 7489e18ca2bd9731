using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <param name="Difference">Mean over the seeds of A's gold minus B's.</param>
/// <param name="Ahead">Seeds in which A is ahead.</param>
/// <param name="SignTestP">Exact, two-sided.</param>
public sealed record StudyDifference(string A, string B, int Iteration, double Difference, double StandardError, int Ahead, int Behind, double SignTestP)
{
    /// <summary>A's gold minus B's, seed by seed.</summary>
    public IReadOnlyList<double> BySeed { get; init; } = [];

    /// <summary>Of <see cref="Difference"/>, 95 %, by Student's t over the seeds.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The same difference in the weakest domains; null where nobody knows which these are.</summary>
    public MeanEstimate? Weakest { get; init; }
}
