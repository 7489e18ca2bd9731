using System.Text.Json.Serialization;
using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;

namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What the judge said of two arms after an iteration.</summary>
/// <param name="A">The one arm.</param>
/// <param name="B">The other.</param>
/// <param name="Iteration">After which they are compared.</param>
/// <param name="Prompts">Judged records: a_wins + b_wins + ties + inconsistent + failed.</param>
/// <param name="AWins">Records in which A is preferred.</param>
/// <param name="BWins">Records in which B is preferred.</param>
/// <param name="Ties">Records whose answers are alike to the judge.</param>
/// <param name="Failed">Records without a verdict.</param>
/// <param name="AWinRate">A's wins over all records (Equation 2).</param>
/// <param name="Interval">Of it, 95 %, resampled by question.</param>
/// <param name="NetWinRate">(A's wins − B's wins) over all records.</param>
/// <param name="NetInterval">Of the net win rate, 95 %, resampled by question.</param>
public sealed record ComparisonRow(
    string A, string B, int Iteration, int Prompts, int AWins, int BWins, int Ties, int Failed, double AWinRate, Interval Interval,
    double NetWinRate, Interval NetInterval)
{
    /// <summary>The level of "is ahead".</summary>
    public const double Level = 0.05;

    /// <summary>Records whose verdict turned with the order of showing; in the rates above they count as ties.</summary>
    public int Inconsistent { get; init; }

    /// <summary>(A's wins − B's wins) over the records whose verdict did not turn; null where there is none.</summary>
    public double? NetOfConsistent { get; init; }

    /// <summary>Distinct questions among the records; 0 in a study.</summary>
    public int Questions { get; init; }

    /// <summary>As the paper's tables count: records without a verdict dropped, those that turned counted as ties; null where no record has a
    /// verdict.</summary>
    public WinShares? Judged { get; init; }

    /// <summary>The same with those that turned dropped, too; null where none is left.</summary>
    public WinShares? Consistent { get; init; }

    /// <summary>What A's share of the wins, a tie half a win for each, would be if both answers were of one length; null in a study, and where it cannot be
    /// told.</summary>
    public LengthControlledWinRate? LengthControlled { get; init; }

    /// <summary>Two-sided p of no difference: the exact sign test over questions in one run, Student's t over seeds in a study.</summary>
    public double P { get; init; } = 1;

    /// <summary><see cref="P"/> by Holm's correction for all comparisons of the report.</summary>
    public double HolmP { get; init; } = 1;

    /// <summary>The share of the records that name a winner.</summary>
    [JsonIgnore] public double Decided => (double)(AWins + BWins) / Prompts;

    /// <summary>Whether a difference is shown: the interval does not hold 0, and the corrected p is below the level.</summary>
    [JsonIgnore] public bool Told => HolmP < Level && !NetInterval.Contains(0);
}
