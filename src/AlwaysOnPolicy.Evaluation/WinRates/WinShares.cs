using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>A row of the paper's Tables 2 and 3: wins of either side and ties, which add up to 1.</summary>
/// <param name="Records">Of which these are shares.</param>
/// <param name="A">Share in which A is preferred.</param>
/// <param name="AInterval">95 %, bootstrapped by question, as all three.</param>
/// <param name="B">Share in which B is preferred.</param>
/// <param name="BInterval">Of that share.</param>
/// <param name="Ties">Share of neither.</param>
/// <param name="TiesInterval">Of that share.</param>
public sealed record WinShares(int Records, double A, Interval AInterval, double B, Interval BInterval, double Ties, Interval TiesInterval)
{
    /// <summary>As the paper counts: records without a verdict are dropped. A verdict that turned with the order is a tie, which the paper, with its single
    /// order, does not have.</summary>
    /// <returns>Null where no record has a verdict.</returns>
    public static WinShares? OfJudged(IReadOnlyList<Verdict> verdicts, ulong seed = 0, int draws = 2000) =>
        Of([.. verdicts.Where(v => v.Preference != Preference.Failed)], seed, draws);

    /// <summary>The same with those that turned dropped, too.</summary>
    /// <returns>Null where none is left.</returns>
    public static WinShares? OfConsistent(IReadOnlyList<Verdict> verdicts, ulong seed = 0, int draws = 2000) =>
        Of([.. verdicts.Where(v => v.Preference is not (Preference.Failed or Preference.Inconsistent))], seed, draws);

    private static WinShares? Of(Verdict[] verdicts, ulong seed, int draws)
    {
        if (verdicts.Length == 0) return null;
        string[] questions = [.. verdicts.Select(v => v.QuestionId)];
        BootstrapEstimate Share(Func<Preference, bool> counts) =>
            OutcomeEstimate.Of([.. verdicts.Select(v => counts(v.Preference) ? 1.0 : 0)], questions, lowest: 0, seed, draws);
        var (a, b, ties) = (Share(p => p == Preference.A), Share(p => p == Preference.B), Share(p => p is Preference.Tie or Preference.Inconsistent));
        return new(verdicts.Length, a.Value, a.Interval, b.Value, b.Interval, ties.Value, ties.Interval);
    }
}
