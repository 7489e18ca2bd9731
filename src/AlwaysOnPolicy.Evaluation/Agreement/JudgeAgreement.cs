using AlwaysOnPolicy.Evaluation.Judging;
using AlwaysOnPolicy.Evaluation.Statistics;

namespace AlwaysOnPolicy.Evaluation.Agreement;

/// <summary>How far a judge agrees with another, or with people, on the comparisons that both have judged.</summary>
/// <param name="Comparisons">Judged by both; those without a verdict of either are left out.</param>
/// <param name="Same">On how many of them the two say the same.</param>
/// <param name="Kappa">Cohen's; null where it is not defined.</param>
/// <param name="Interval">Of <paramref name="Kappa"/>, 95 %, bootstrapped by question, over the draws in which kappa is defined; null where it is not.</param>
public sealed record JudgeAgreement(int Comparisons, Proportion? Same, double? Kappa, Interval? Interval)
{
    /// <summary>Labels are A, B, tie and inconsistent: a verdict that turned agrees with no tie.</summary>
    /// <param name="judge">Verdicts on one pair of models.</param>
    /// <param name="other">Verdicts on the same pair, such as people's; matched by question and sample.</param>
    /// <exception cref="ArgumentException">One of the two judged a comparison twice.</exception>
    public static JudgeAgreement Of(IReadOnlyList<Verdict> judge, IReadOnlyList<Verdict> other, ulong seed = 0, int draws = 2000)
    {
        var others = other.Where(Told).ToDictionary(v => (v.QuestionId, v.Sample), v => v.Preference);
        var both = judge.Where(v => Told(v) && others.ContainsKey((v.QuestionId, v.Sample))).ToArray();
        if (both.DistinctBy(v => (v.QuestionId, v.Sample)).Count() != both.Length)
            throw new ArgumentException("The judge has two verdicts on one comparison.", nameof(judge));
        (Preference First, Preference Second)[][] questions = [.. both.GroupBy(v => v.QuestionId, StringComparer.Ordinal)
            .Select(g => g.Select(v => (v.Preference, others[(v.QuestionId, v.Sample)])).ToArray())];
        double? Kappa(IEnumerable<int> draw)
        {
            var pairs = draw.SelectMany(question => questions[question]).ToArray();
            return CohenKappa.Of([.. pairs.Select(p => p.First)], [.. pairs.Select(p => p.Second)]);
        }
        var kappa = Kappa(Enumerable.Range(0, questions.Length));
        double[] drawn = kappa is null ? [] : [.. ClusterBootstrap.Draws(questions.Length, seed, draws).Select(Kappa).OfType<double>()];
        return new(both.Length, Proportion.Of(questions.Sum(q => q.Count(p => p.First == p.Second)), both.Length), kappa,
            drawn.Length == 0 ? null : Percentile.Middle(drawn, 0.95));
    }

    private static bool Told(Verdict verdict) => verdict.Preference != Preference.Failed;
}
