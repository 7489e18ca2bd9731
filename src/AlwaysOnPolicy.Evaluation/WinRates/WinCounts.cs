using AlwaysOnPolicy.Evaluation.Judging;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>What became of the records of one pair of models, and the rates that papers take of it, each by its name.</summary>
/// <param name="Wins">A preferred.</param>
/// <param name="Losses">B preferred.</param>
/// <param name="Ties">The judge found them alike.</param>
/// <param name="Inconsistent">The verdict turned with the order in which the answers were shown.</param>
/// <param name="Failed">No verdict.</param>
public sealed record WinCounts(int Wins, int Losses, int Ties, int Inconsistent, int Failed)
{
    /// <summary>Counts verdicts by what they say, A's wins as wins.</summary>
    public static WinCounts Of(IReadOnlyCollection<Verdict> verdicts)
    {
        int Number(Preference preference) => verdicts.Count(v => v.Preference == preference);
        return new(Number(Preference.A), Number(Preference.B), Number(Preference.Tie), Number(Preference.Inconsistent), Number(Preference.Failed))
        { Refused = verdicts.Count(v => v.Refused) };
    }

    /// <summary>Those among <see cref="Failed"/> that the judge refused.</summary>
    public int Refused { get; init; }

    /// <summary>All comparisons, those without a verdict among them.</summary>
    public int Records => Wins + Losses + Ties + Inconsistent + Failed;

    /// <summary>Equation 2 of the paper: wins over all records, whatever became of them. Null without a record.</summary>
    public double? Equation2 => Share(Wins, Records);

    /// <summary>Wins over the records with a verdict; one that turned counts as a tie. Null without any.</summary>
    public double? OfJudged => Share(Wins, Records - Failed);

    /// <summary>Wins over the records whose verdict did not turn. Null without any.</summary>
    public double? OfConsistent => Share(Wins, Wins + Losses + Ties);

    /// <summary>Wins over wins and losses. Null without either.</summary>
    public double? OfDecided => Share(Wins, Wins + Losses);

    /// <summary>A tie is half a win, and so is a verdict that turned, over the records with a verdict: AlpacaEval's win rate. Null without any.</summary>
    public double? TiesHalf => Share(Wins + ((Ties + Inconsistent) / 2.0), Records - Failed);

    /// <summary>A's rate by Equation 2 minus B's. Null without a record.</summary>
    public double? Net => Share(Wins - Losses, Records);

    /// <summary>The same over the records whose verdict did not turn. Null without any.</summary>
    public double? NetOfConsistent => Share(Wins - Losses, Wins + Losses + Ties);

    private static double? Share(double part, int whole) => whole == 0 ? null : part / whole;
}
