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
    private static readonly int s_labels = Enum.GetValues<Preference>().Length;

    /// <summary>Labels are A, B, tie and inconsistent: a verdict that turned agrees with no tie.</summary>
    /// <param name="judge">Verdicts on one pair of models.</param>
    /// <param name="other">Verdicts on the same pair, such as people's; matched by question and sample.</param>
    /// <exception cref="ArgumentException">One of the two judged a comparison twice.</exception>
    public static JudgeAgreement Of(IReadOnlyList<Verdict> judge, IReadOnlyList<Verdict> other, ulong seed = 0, int draws = 2000) =>
        Of(Matched(judge, other), seed, draws);

    /// <summary>The same of verdicts that are matched already, as of several pairs of models.</summary>
    public static JudgeAgreement Of(IEnumerable<(Verdict Judge, Verdict Other)> matched, ulong seed = 0, int draws = 2000)
    {
        (Verdict Judge, Verdict Other)[] both = [.. matched.Where(p => Told(p.Judge) && Told(p.Other))];
        int[][] questions = [.. both.GroupBy(p => p.Judge.QuestionId, StringComparer.Ordinal).Select(Counts)];
        var kappa = KappaOf(questions, Enumerable.Range(0, questions.Length));
        double[] drawn = kappa is null ? [] : [.. ClusterBootstrap.Draws(questions.Length, seed, draws).Select(d => KappaOf(questions, d)).OfType<double>()];
        return new(both.Length, Proportion.Clustered([.. both.Select(p => p.Judge.Preference == p.Other.Preference)],
            [.. both.Select(p => p.Judge.QuestionId)], seed), kappa, drawn.Length == 0 ? null : Percentile.Middle(drawn, 0.95));
    }

    /// <summary>Two judges' verdicts on one pair of models, those on the same comparison together.</summary>
    /// <exception cref="ArgumentException">One of the two judged a comparison twice.</exception>
    public static IReadOnlyList<(Verdict Judge, Verdict Other)> Matched(IReadOnlyList<Verdict> judge, IReadOnlyList<Verdict> other)
    {
        if (judge.DistinctBy(v => (v.QuestionId, v.Sample)).Count() != judge.Count)
            throw new ArgumentException("The judge has two verdicts on one comparison.", nameof(judge));
        var others = other.ToDictionary(v => (v.QuestionId, v.Sample));
        return [.. judge.Where(v => others.ContainsKey((v.QuestionId, v.Sample))).Select(v => (v, others[(v.QuestionId, v.Sample)]))];
    }

    private static int[] Counts(IEnumerable<(Verdict Judge, Verdict Other)> pairs)
    {
        var counts = new int[s_labels * s_labels];
        foreach (var (judge, other) in pairs) counts[((int)judge.Preference * s_labels) + (int)other.Preference]++;
        return counts;
    }

    private static double? KappaOf(int[][] questions, IEnumerable<int> draw)
    {
        var sum = new int[s_labels * s_labels];
        foreach (var question in draw)
            for (var i = 0; i < sum.Length; i++) sum[i] += questions[question][i];
        return CohenKappa.Of(sum, s_labels);
    }

    private static bool Told(Verdict verdict) => verdict.Preference != Preference.Failed;
}
