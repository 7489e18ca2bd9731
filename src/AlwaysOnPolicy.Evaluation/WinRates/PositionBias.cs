using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.WinRates;

/// <summary>What the order in which two answers are shown does to a judge.</summary>
/// <param name="Flips">Comparisons judged in both orders whose verdict turned, of all that have a verdict in both; null where none has.</param>
/// <param name="Bias">How often the answer read first is preferred minus how often the other, over all readings with a verdict: −1 to 1, 0 is no bias.</param>
/// <param name="Interval">Of <paramref name="Bias"/>, 95 %, bootstrapped by question.</param>
/// <param name="Readings">Readings with a verdict.</param>
public sealed record PositionBias(Proportion? Flips, double Bias, Interval Interval, int Readings)
{
    /// <summary>Measures it on a judge's verdicts.</summary>
    /// <param name="seed">Of the bootstrap's draws.</param>
    /// <returns>Null where no reading has a verdict, as of a judge that scores the answers apart.</returns>
    public static PositionBias? Of(IReadOnlyList<Verdict> verdicts, ulong seed = 0)
    {
        (string Question, double Outcome)[] readings =
        [
            .. from v in verdicts where Told(v.AFirst) select (v.QuestionId, Outcome(v.AFirst, Preference.A, Preference.B)),
            .. from v in verdicts where Told(v.BFirst) select (v.QuestionId, Outcome(v.BFirst, Preference.B, Preference.A)),
        ];
        if (readings.Length == 0) return null;
        var bootstrap = new ClusterBootstrap([.. readings.Select(r => r.Outcome)], [.. readings.Select(r => r.Question)]);
        var bias = bootstrap.Mean(seed);
        Verdict[] twice = [.. verdicts.Where(v => Told(v.AFirst) && Told(v.BFirst))];
        var flips = Proportion.Clustered([.. twice.Select(v => v.Preference == Preference.Inconsistent)], [.. twice.Select(v => v.QuestionId)], seed);
        return new(flips, bias.Value, bias.Interval, readings.Length);
    }

    private static bool Told(Preference? reading) => reading is not (null or Preference.Failed);

    private static double Outcome(Preference? reading, Preference first, Preference second) => reading == first ? 1 : reading == second ? -1 : 0;
}
