using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>Paired differences between kinds of runs, arm by arm: over the seeds that two kinds have in common, or, where they have one run each, over the
/// questions that both were asked.</summary>
internal static class RunDifferences
{
    private const int FewestPairs = 2;

    private static readonly (string Name, Func<ArmRow, double?> Of)[] s_measures =
        [(Efficiency.Gold, r => r.Gold), (Efficiency.GoldWeakest, r => r.GoldWeakest), (Efficiency.ProbeReward, r => r.ProbeReward)];

    /// <summary>Every kind minus every one before it; corrected together.</summary>
    public static IReadOnlyList<RunDifference> Of(IReadOnlyList<ComparedRuns> groups)
    {
        RunDifference[] all = [.. from b in Enumerable.Range(0, groups.Count) from a in Enumerable.Range(b + 1, groups.Count - b - 1)
                                  from difference in Between(groups[a], groups[b]) select difference];
        return [.. all.Zip(MultipleTesting.Holm([.. all.Select(d => d.Difference.P ?? 1)]), (d, p) => d with { HolmP = p })];
    }

    /// <summary>Whether rewards of two kinds of runs are on one scale: those of one reward model.</summary>
    public static bool OneReward(IEnumerable<ReportData> runs) => runs.Select(r => r.RewardKey).Distinct().ToArray() is [not null];

    private static IEnumerable<RunDifference> Between(ComparedRuns a, ComparedRuns b) =>
        a.Runs.Count == 1 && b.Runs.Count == 1 ? ByQuestion(a, b) : BySeed(a, b);

    private static IEnumerable<RunDifference> ByQuestion(ComparedRuns a, ComparedRuns b) =>
        from first in a.Runs[0].QuestionScores
        join second in b.Runs[0].QuestionScores on (first.Arm, first.Iteration, first.Measure) equals (second.Arm, second.Iteration, second.Measure)
        where first.Arm != ArmNames.Sft && (first.Measure != Efficiency.ProbeReward || OneReward([a.Runs[0], b.Runs[0]]))
        let both = first.Scores.Keys.Where(second.Scores.ContainsKey).ToArray()
        where both.Length >= FewestPairs
        select new RunDifference(a.Label, b.Label, first.Arm, first.Iteration, first.Measure, "questions",
            MeanEstimate.Of([.. both.Select(q => first.Scores[q] - second.Scores[q])]));

    private static IEnumerable<RunDifference> BySeed(ComparedRuns a, ComparedRuns b)
    {
        (ReportData A, ReportData B)[] pairs =
            [.. a.Runs.Join(b.Runs, ComparedRuns.SeedOf, ComparedRuns.SeedOf, (x, y) => (x, y)).Where(p => ComparedRuns.SeedOf(p.x).Length > 0)];
        if (pairs.Length < FewestPairs) yield break;
        foreach (var arm in pairs[0].A.Arms.Where(r => r.Iteration > 0).Select(r => r.Arm).Distinct())
        {
            var iteration = pairs.Min(p => Math.Min(Last(p.A, arm), Last(p.B, arm)));
            if (iteration == 0) continue;
            foreach (var (measure, of) in s_measures)
            {
                if (measure == Efficiency.ProbeReward && pairs.Any(p => !OneReward([p.A, p.B]))) continue;
                double? At(ReportData run) => of(run.Arms.First(r => r.Arm == arm && r.Iteration == iteration));
                double[] differences = [.. pairs.Select(p => At(p.A) - At(p.B)).OfType<double>()];
                if (differences.Length == pairs.Length)
                    yield return new(a.Label, b.Label, arm, iteration, measure, "seeds", MeanEstimate.Of(differences));
            }
        }
    }

    private static int Last(ReportData run, string arm) => run.Arms.Where(r => r.Arm == arm).Select(r => r.Iteration).DefaultIfEmpty(0).Max();
}
