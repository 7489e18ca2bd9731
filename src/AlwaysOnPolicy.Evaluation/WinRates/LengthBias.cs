using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>What the length of answers does to a judge.</summary>
/// <param name="LongerPreferred">How often the longer answer is preferred, of the records in which one is and the lengths differ; null of none.</param>
/// <param name="Raw">A's win rate with a tie, and a verdict that turned, as half a win, over the records with a verdict; null of none.</param>
/// <param name="Controlled">The same at equal length; null where it is not defined: too few records, or one side wins all.</param>
public sealed record LengthBias(Proportion? LongerPreferred, double? Raw, LengthControlledWinRate? Controlled)
{
    /// <summary>Measures it on a judge's verdicts.</summary>
    /// <param name="seed">Of the bootstrap's draws.</param>
    public static LengthBias Of(IReadOnlyCollection<JudgedPair> pairs, ulong seed = 0)
    {
        JudgedPair[] judged = [.. pairs.Where(p => p.Verdict.Preference != Preference.Failed)];
        JudgedPair[] decided = [.. judged.Where(p => p.Verdict.Preference is Preference.A or Preference.B && p.LengthA != p.LengthB)];
        double[] preferences = [.. judged.Select(p => p.Verdict.Preference switch { Preference.A => 1, Preference.B => 0, _ => 0.5 })];
        return new(
            Proportion.Clustered([.. decided.Select(p => p.LengthA > p.LengthB == (p.Verdict.Preference == Preference.A))],
                [.. decided.Select(p => p.Verdict.QuestionId)], seed),
            judged.Length == 0 ? null : preferences.Average(),
            judged.Length < 2 ? null : LengthControlledWinRate.Of(preferences, [.. judged.Select(p => (double)(p.LengthA - p.LengthB))]));
    }
}
