using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>Two arms after an iteration, over several seeds.</summary>
/// <param name="A">The one arm.</param>
/// <param name="B">The other.</param>
/// <param name="Iteration">After which they are compared.</param>
/// <param name="Difference">Mean over the seeds of A's gold minus B's.</param>
/// <param name="StandardError">Of the difference, over the seeds.</param>
/// <param name="Ahead">Seeds in which A is ahead.</param>
/// <param name="Behind">Seeds in which A is behind.</param>
/// <param name="SignTestP">Exact, two-sided.</param>
public sealed record StudyDifference(string A, string B, int Iteration, double Difference, double StandardError, int Ahead, int Behind, double SignTestP)
{
    /// <summary>At equal cost of this kind, tokens or processor_seconds; null after an iteration.</summary>
    public string? Cost { get; init; }

    /// <summary>In the weakest domains, seed by seed; empty where nobody knows which these are.</summary>
    public IReadOnlyList<double> WeakestBySeed { get; init; } = [];

    /// <summary>Seeds in which A is ahead in the weakest domains.</summary>
    [JsonIgnore] public int WeakestAhead => WeakestBySeed.Count(d => d > 0);

    /// <summary>Exact, two-sided, in the weakest domains; null where nobody knows which these are.</summary>
    [JsonIgnore] public double? WeakestSignTestP => WeakestBySeed.Count == 0 ? null : Binomial.SignTestP(WeakestAhead, WeakestBySeed.Count(d => d < 0));

    /// <summary>A's gold minus B's, seed by seed.</summary>
    public IReadOnlyList<double> BySeed { get; init; } = [];

    /// <summary>Of <see cref="Difference"/>, 95 %, by Student's t over the seeds.</summary>
    public Interval? Interval { get; init; }

    /// <summary>The same difference in the weakest domains; null where nobody knows which these are.</summary>
    public MeanEstimate? Weakest { get; init; }

    /// <summary>Two-sided p of no difference, by Student's t over the seeds, with Holm's correction for all gold differences of the study.</summary>
    public double HolmP { get; init; } = 1;

    /// <summary>The same of <see cref="Weakest"/>.</summary>
    public double WeakestHolmP { get; init; } = 1;

    /// <summary>Whether a difference is shown.</summary>
    [JsonIgnore] public bool Told => HolmP < ComparisonRow.Level;

    /// <summary>Whether one is shown in the weakest domains.</summary>
    [JsonIgnore] public bool WeakestTold => WeakestHolmP < ComparisonRow.Level;
}
