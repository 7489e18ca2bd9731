using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Experiments.Reports;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Puts the reports of several seeds together: pooled comparisons, means with standard errors, sign tests over the seeds.</summary>
public static class Study
{
    /// <exception cref="ArgumentException">Fewer than two runs.</exception>
    public static ReportData Combine(string title, IReadOnlyList<(ulong Seed, ReportData Data)> runs)
    {
        if (runs.Count < 2) throw new ArgumentException("A study needs two runs or more.", nameof(runs));
        var arms = runs.SelectMany(r => r.Data.Arms).GroupBy(a => (a.Arm, a.Iteration)).Select(g => (g.Key, Rows: g.ToArray())).ToArray();
        return new ReportData
        {
            Title = title,
            Facts = [new("seeds", string.Join(", ", runs.Select(r => r.Seed))), .. runs[0].Data.Facts.Where(f => f.Label is not ("seed" or "work"))],
            Comparisons = Pool(runs.Select(r => r.Data.Comparisons)),
            Weakest = Pool(runs.Select(r => r.Data.Weakest)),
            Arms = [.. arms.Select(a => new ArmRow(a.Key.Arm, a.Key.Iteration, a.Rows.Average(r => r.Gold), a.Rows.Average(r => r.GoldWeakest),
                a.Rows.Average(r => r.ProbeReward), null))],
            Study = new StudyData([.. runs.Select(r => r.Seed)],
                [.. arms.Where(a => a.Rows.All(r => r.Gold is not null)).Select(a => new StudyArm(a.Key.Arm, a.Key.Iteration, a.Rows.Average(r => r.Gold!.Value),
                    StandardError([.. a.Rows.Select(r => r.Gold!.Value)]), a.Rows.Average(r => r.GoldWeakest)))],
                Differences(runs)),
            Notes = ["Each seed draws the world, the data and the training anew. Intervals of the pooled win rates spread over the seeds' means."],
        };
    }

    /// <summary>Counts are added up; the interval comes from the seeds' own rates, which are independent of each other.</summary>
    private static List<ComparisonRow> Pool(IEnumerable<IReadOnlyList<ComparisonRow>> runs) =>
    [
        .. runs.SelectMany(r => r).GroupBy(c => (c.A, c.B, c.Iteration)).Select(g =>
        {
            var (prompts, wins, losses) = (g.Sum(c => c.Prompts), g.Sum(c => c.AWins), g.Sum(c => c.BWins));
            return new ComparisonRow(g.Key.A, g.Key.B, g.Key.Iteration, prompts, wins, losses, g.Sum(c => c.Ties), g.Sum(c => c.Failed),
                (double)wins / prompts, Spread([.. g.Select(c => c.AWinRate)]), (double)(wins - losses) / prompts, Spread([.. g.Select(c => c.NetWinRate)]));
        }),
    ];

    private static Interval Spread(double[] values) => MeanEstimate.Of(values).Interval ?? new Interval(values[0], values[0]);

    private static List<StudyDifference> Differences(IReadOnlyList<(ulong Seed, ReportData Data)> runs) =>
    [
        .. runs[0].Data.Comparisons.Select(c => (c.A, c.B, c.Iteration)).Select(c =>
        {
            double Gold(ReportData data, string arm) => data.Arms.First(a => a.Arm == arm && a.Iteration == c.Iteration).Gold ?? double.NaN;
            double[] differences = [.. runs.Select(r => Gold(r.Data, c.A) - Gold(r.Data, c.B))];
            var (ahead, behind) = (differences.Count(d => d > 0), differences.Count(d => d < 0));
            return new StudyDifference(c.A, c.B, c.Iteration, differences.Average(), StandardError(differences), ahead, behind, Binomial.SignTestP(ahead, behind));
        }),
    ];

    private static double StandardError(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }
}
