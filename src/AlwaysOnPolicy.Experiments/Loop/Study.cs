using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Evaluation.WinRates;
using AlwaysOnPolicy.Experiments.Artifacts;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Experiments.Loop;

/// <summary>Puts the reports of several seeds together: pooled comparisons, means with standard errors, sign tests over the seeds.</summary>
public static class Study
{
    private const int Enough = 6;

    /// <summary>One report of several seeds.</summary>
    /// <param name="links">Where each seed's own report is, from the combined one.</param>
    /// <param name="pairs">Arms whose gold is compared as well, besides those that were judged against each other; null names none.</param>
    /// <exception cref="ArgumentException">Fewer than two runs.</exception>
    public static ReportData Combine(string title, IReadOnlyList<(ulong Seed, ReportData Data)> runs, IReadOnlyList<ReportLink> links,
        IReadOnlyList<(string A, string B)>? pairs = null)
    {
        if (runs.Count < 2) throw new ArgumentException("A study needs two runs or more.", nameof(runs));
        var arms = runs.SelectMany(r => r.Data.Arms).GroupBy(a => (a.Arm, a.Iteration)).Select(g => (g.Key, Rows: g.ToArray())).ToArray();
        return HolmCorrection.Of(new ReportData
        {
            Title = title,
            Facts = [new("seeds", string.Join(", ", runs.Select(r => r.Seed))),
                .. runs[0].Data.Facts.Where(f => f.Label is not ("seed" or MachineFacts.Work or MachineFacts.Memory or MachineFacts.Passed))],
            Comparisons = Pool(runs.Select(r => r.Data.Comparisons)),
            Weakest = Pool(runs.Select(r => r.Data.Weakest)),
            Further = Pool(runs.Select(r => r.Data.Further)),
            Arms = [.. arms.Select(a => Mean(a.Key.Arm, a.Key.Iteration, a.Rows))],
            Study = new StudyData([.. runs.Select(r => r.Seed)],
                [.. arms.Where(a => a.Rows.All(r => r.Gold is not null)).Select(
                    a => new StudyArm(a.Key.Arm, a.Key.Iteration, a.Rows.Average(r => r.Gold!.Value),
                    StandardError([.. a.Rows.Select(r => r.Gold!.Value)]), a.Rows.Average(r => r.GoldWeakest)))],
                Differences(runs, pairs ?? []))
            {
                AtEqualCost = AtEqualCost(runs, pairs ?? []),
            },
            DomainRewards = [.. runs.SelectMany(r => r.Data.DomainRewards).GroupBy(d => (d.Arm, d.Iteration, d.Domain))
                .Select(g => new DomainReward(g.Key.Arm, g.Key.Iteration, g.Key.Domain, g.Average(d => d.Reward)))],
            Work = [.. runs.SelectMany(r => r.Data.Work).GroupBy(w => (w.Arm, w.Iteration, w.Part))
                .Select(g => new WorkRow(g.Key.Arm, g.Key.Iteration, g.Key.Part,
                g.Average(w => w.TokensGenerated), g.Average(w => w.TokensTrained), g.Average(w => w.AnswersScored), g.Average(w => w.ChatTokens),
                    g.Average(w => w.ProcessorSeconds)))],
            AtBudget = Efficiency.Mean(runs.SelectMany(r => r.Data.AtBudget)),
            CatchUp = Efficiency.Mean(runs.SelectMany(r => r.Data.CatchUp)),
            Settings = runs[0].Data.Settings,
            Links = links,
            Monitors = [.. runs.SelectMany(r => r.Data.Monitors.Select(m => m with { Iteration = $"seed {r.Seed}, {m.Iteration}" }))],
            Notes =
            [
                "Each seed draws the world, the data and the training anew. Intervals of the pooled win rates spread over the seeds' means.",
                .. FewSeeds(runs.Count) is { } few ? [few] : Array.Empty<string>(),
            ],
        });
    }

    /// <summary>What so few seeds can show; null where they are enough for a first word.</summary>
    public static string? FewSeeds(int seeds) => seeds >= Enough ? null
        : $"{seeds} seeds say little: an interval over so few may be narrow or wide by chance, and no sign test of fewer than 6 can come below p = 0.05. Run " +
            $"{Enough} or more.";

    /// <summary>Counts are added up; the interval comes from the seeds' own rates, which are independent of each other.</summary>
    private static List<ComparisonRow> Pool(IEnumerable<IReadOnlyList<ComparisonRow>> runs) =>
    [
        .. runs.SelectMany(r => r).GroupBy(c => (c.A, c.B, c.Iteration)).Select(g =>
        {
            var (prompts, wins, losses) = (g.Sum(c => c.Prompts), g.Sum(c => c.AWins), g.Sum(c => c.BWins));
            return new ComparisonRow(g.Key.A, g.Key.B, g.Key.Iteration, prompts, wins, losses, g.Sum(c => c.Ties), g.Sum(c => c.Failed),
                (double)wins / prompts, Spread([.. g.Select(c => c.AWinRate)], 0), (double)(wins - losses) / prompts,
                    Spread([.. g.Select(c => c.NetWinRate)], -1))
            {
                Inconsistent = g.Sum(c => c.Inconsistent),
                NetOfConsistent = (double)(wins - losses) / (wins + losses + g.Sum(c => c.Ties)) is var net && double.IsFinite(net) ? net : null,
                Judged = Shares([.. g.Select(c => c.Judged)]),
                Consistent = g.Any(c => c.Inconsistent > 0) ? Shares([.. g.Select(c => c.Inconsistent > 0 ? c.Consistent : c.Judged)]) : null,
                P = MeanEstimate.Of([.. g.Select(c => c.NetWinRate)]).P ?? 1,
            };
        }),
    ];

    /// <summary>Means of the seeds' shares; null where a seed has none.</summary>
    private static WinShares? Shares(WinShares?[] seeds)
    {
        if (seeds.Contains(null)) return null;
        (double, Interval) Over(Func<WinShares, double> of) => (seeds.Average(s => of(s!)), Spread([.. seeds.Select(s => of(s!))], 0));
        var ((a, overA), (b, overB), (ties, overTies)) = (Over(s => s.A), Over(s => s.B), Over(s => s.Ties));
        return new(seeds.Sum(s => s!.Records), a, overA, b, overB, ties, overTies);
    }

    /// <summary>Means over the seeds, with the seeds' spread.</summary>
    private static ArmRow Mean(string arm, int iteration, ArmRow[] rows)
    {
        Interval? Over(Func<ArmRow, double?> pick) => rows.All(r => pick(r) is not null)
            ? MeanEstimate.Of([.. rows.Select(r => pick(r)!.Value)]).Interval : null;
        Interval? Score(Func<ArmRow, double?> pick) => Over(pick) is { } i ? new Interval(Math.Max(0, i.Low), Math.Min(1, i.High)) : null;
        return new ArmRow(arm, iteration, rows.Average(r => r.Gold), rows.Average(r => r.GoldWeakest), rows.Average(r => r.ProbeReward),
            Over(r => r.ProbeReward))
        {
            GoldInterval = Score(r => r.Gold),
            GoldWeakestInterval = Score(r => r.GoldWeakest),
            ProbeGain = rows.Average(r => r.ProbeGain),
            ProbeGainInterval = Over(r => r.ProbeGain),
            ProbeGainP = rows.All(r => r.ProbeGain is not null) ? MeanEstimate.Of([.. rows.Select(r => r.ProbeGain!.Value)]).P : null,
            Steps = rows.Average(r => r.Steps),
            Tokens = rows.Average(r => r.Tokens),
            ProcessorSeconds = rows.Average(r => r.ProcessorSeconds),
        };
    }

    /// <summary>The interval of the seeds' mean, cut to what is possible: <paramref name="lowest"/> to 1.</summary>
    private static Interval Spread(double[] values, double lowest) => MeanEstimate.Of(values).Interval is { } i
        ? new Interval(Math.Max(lowest, i.Low), Math.Min(1, i.High))
        : new Interval(lowest, 1);

    /// <summary>Of gold, where every run has it.</summary>
    private static List<StudyDifference> Differences(IReadOnlyList<(ulong Seed, ReportData Data)> runs, IReadOnlyList<(string A, string B)> pairs)
    {
        var iterations = runs[0].Data.Arms.Select(a => a.Iteration).Where(i => i > 0).Distinct().Order();
        return
        [
            .. runs[0].Data.Compared.Select(c => (c.A, c.B, c.Iteration)).Concat(pairs.SelectMany(p => iterations.Select(i => (p.A, p.B, Iteration: i))))
                .Select(c => Difference(c.A, c.B, c.Iteration, runs, Of(c.Iteration, a => a.Gold), Of(c.Iteration, a => a.GoldWeakest)))
                .OfType<StudyDifference>(),
        ];

        static Func<ReportData, string, double?> Of(int iteration, Func<ArmRow, double?> of) =>
            (data, arm) => data.Arms.FirstOrDefault(a => a.Arm == arm && a.Iteration == iteration) is { } row ? of(row) : null;
    }

    /// <summary>Of gold at the whole cost of the cheapest arm of each seed.</summary>
    private static List<StudyDifference> AtEqualCost(IReadOnlyList<(ulong Seed, ReportData Data)> runs, IReadOnlyList<(string A, string B)> pairs)
    {
        return
        [
            .. from cost in new[] { Efficiency.Tokens, Efficiency.ProcessorSeconds }
               from pair in runs[0].Data.Compared.Select(c => (c.A, c.B)).Concat(pairs).Distinct()
               let difference = Difference(pair.A, pair.B, 0, runs, Of(cost, Efficiency.Gold), Of(cost, Efficiency.GoldWeakest))
               where difference is not null
               select difference with { Cost = cost },
        ];

        static Func<ReportData, string, double?> Of(string cost, string measure) =>
            (data, arm) => data.AtBudget.FirstOrDefault(b => (b.Cost, b.Measure, b.Arm) == (cost, measure, arm))?.Value;
    }

    /// <returns>Null where a seed lacks it.</returns>
    private static StudyDifference? Difference(string a, string b, int iteration, IReadOnlyList<(ulong Seed, ReportData Data)> runs,
        Func<ReportData, string, double?> gold, Func<ReportData, string, double?> goldWeakest)
    {
        double[] Over(Func<ReportData, string, double?> of) => [.. runs.Select(r => of(r.Data, a) - of(r.Data, b)).OfType<double>()];
        var (differences, weakest) = (Over(gold), Over(goldWeakest));
        if (differences.Length < runs.Count) return null;
        var (ahead, behind) = (differences.Count(d => d > 0), differences.Count(d => d < 0));
        return new StudyDifference(a, b, iteration, differences.Average(), StandardError(differences), ahead, behind, Binomial.SignTestP(ahead, behind))
        {
            BySeed = differences,
            Interval = MeanEstimate.Of(differences).Interval,
            Weakest = weakest.Length < runs.Count ? null : MeanEstimate.Of(weakest),
            WeakestBySeed = weakest.Length < runs.Count ? [] : weakest,
        };
    }

    private static double StandardError(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }
}
