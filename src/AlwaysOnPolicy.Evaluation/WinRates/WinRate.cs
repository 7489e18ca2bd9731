using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>How often A's answers were preferred to B's.</summary>
/// <param name="Prompts">Test records judged, failed ones among them: the denominator.</param>
/// <param name="Questions">Distinct questions among them; several answers to one question are several records.</param>
/// <param name="AWins">Records in which A is preferred.</param>
/// <param name="BWins">Records in which B is preferred.</param>
/// <param name="Ties">Records whose answers the judge found alike.</param>
/// <param name="Inconsistent">Records whose verdict turned with the order: apart from ties; in every rate they count for neither side, as a tie does.</param>
/// <param name="Failed">Records without a verdict: neither a tie nor a loss.</param>
/// <param name="AWinRate">Equation 2 of the paper: A's wins over all records. Ties and failures count for neither.</param>
/// <param name="Interval">Of <paramref name="AWinRate"/>, 95 %, bootstrapped by question.</param>
/// <param name="NetWinRate">(A's wins − B's wins) over all records: the difference between the two win rates.</param>
/// <param name="NetInterval">Of <paramref name="NetWinRate"/>, 95 %, from the same draws. When it holds 0, the run did not tell the two apart.</param>
/// <param name="SignTestP">Exact two-sided sign test over questions, each counted for the side with more wins on it.</param>
public sealed record WinRate(
    int Prompts, int Questions, int AWins, int BWins, int Ties, int Inconsistent, int Failed,
    double AWinRate, Interval Interval, double NetWinRate, Interval NetInterval, double SignTestP)
{
    /// <summary>Counts the verdicts on one pair of models.</summary>
    /// <param name="seed">Of the bootstrap's draws.</param>
    /// <param name="draws">Bootstrap draws, at least 2.</param>
    /// <exception cref="ArgumentException">There is no verdict.</exception>
    public static WinRate Count(IReadOnlyList<Verdict> verdicts, ulong seed = 0, int draws = 2000)
    {
        if (verdicts.Count == 0) throw new ArgumentException("A win rate needs at least one verdict.", nameof(verdicts));
        var counts = WinCounts.Of(verdicts);
        string[] questions = [.. verdicts.Select(v => v.QuestionId)];
        var won = Estimate([.. verdicts.Select(v => v.Preference == Preference.A ? 1.0 : 0)], lowest: 0);
        var net = Estimate([.. verdicts.Select(Net)], lowest: -1);
        int[] byQuestion = [.. verdicts.GroupBy(v => v.QuestionId, StringComparer.Ordinal).Select(g => Math.Sign(g.Sum(Net)))];

        return new(
            verdicts.Count, byQuestion.Length, counts.Wins, counts.Losses, counts.Ties, counts.Inconsistent, counts.Failed,
            won.Value, won.Interval, net.Value, net.Interval,
            Binomial.SignTestP(byQuestion.Count(s => s > 0), byQuestion.Count(s => s < 0)));

        BootstrapEstimate Estimate(IReadOnlyList<double> outcomes, double lowest) => OutcomeEstimate.Of(outcomes, questions, lowest, seed, draws);
    }

    private static double Net(Verdict verdict) => verdict.Preference switch { Preference.A => 1, Preference.B => -1, _ => 0 };
}
