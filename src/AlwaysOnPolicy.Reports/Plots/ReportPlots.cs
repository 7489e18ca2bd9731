using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Costs;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>The drawings of a report, as far as it has the data.</summary>
internal sealed class ReportPlots
{
    public ReportPlots(ReportData data)
    {
        Colours = new(data);
        IReadOnlyList<ComparisonRow> compared = Drawn(data, [.. data.Comparisons, .. data.Further]);
        if (compared.Count > 0) Differences = DifferenceChart.Draw("differences", "Difference of win rates, 95 % intervals", compared, Colours);
        if (data.Weakest.Count > 0)
            WeakestDifferences = DifferenceChart.Draw("differences-weakest", "The same in the weakest domains", Drawn(data, data.Weakest), Colours);
        if (data.Ranking.Count > 0) Ranking = RankingChart.Draw("ranking", RankingTable.Title, data.Ranking, Colours);
        Measures =
        [
            .. data.Arms.Any(a => a.Gold is not null) ? [IterationChart.Draw(
                "gold", "Gold score, all test questions", data.Arms, Colours, a => (a.Gold, a.GoldInterval))] : Array.Empty<Plot>(),
            .. data.Arms.Any(a => a.GoldWeakest is not null) ? [IterationChart.Draw(
                "gold-weakest", "Gold score, weakest domains", data.Arms, Colours, a => (a.GoldWeakest, a.GoldWeakestInterval))] : Array.Empty<Plot>(),
            .. data.Arms.Any(a => a.ProbeReward is not null) ? [IterationChart.Draw(
                "probe-reward", "Mean reward of the probe answers", data.Arms, Colours, a => (a.ProbeReward, a.ProbeInterval))] : Array.Empty<Plot>(),
        ];
        if (data.AtBudget.Count > 0)
            Costs =
            [
                .. from cost in new[] { ("tokens", Cost(data, Efficiency.Tokens, " generated and trained", r => r.Tokens)),
                       ("seconds", Cost(data, Efficiency.ProcessorSeconds, "", r => r.ProcessorSeconds)) }
                   from measure in (IEnumerable<(string Name, string Title, Func<ArmRow, (double?, Interval?)> Pick)>)(data.Arms.Any(a => a.Gold is not null)
                       ? [("gold", "Gold score, all test questions", a => (a.Gold, a.GoldInterval)),
                           ("gold-weakest", "Gold score, weakest domains", a => (a.GoldWeakest, a.GoldWeakestInterval))]
                       : [("probe-reward", "Mean reward of the probe answers", a => (a.ProbeReward, a.ProbeInterval))])
                   where data.Arms.Any(a => measure.Pick(a).Item1 is not null)
                   select IterationChart.Draw($"{measure.Name}-by-{cost.Item1}", measure.Title, data.Arms, Colours, measure.Pick, cost.Item2),
            ];
        if (data.DomainRewards.Count > 0)
        {
            HeatMap = new HeatMap(data.DomainRewards, data.Arms.Select(a => a.Arm));
            HeatMapDrawing = HeatMap.Draw("reward-by-domain", "Mean reward of the probe answers by domain", Colours);
        }
        if (data.Audit is { Sets.Count: > 0 } audit) PromptMap = Plots.PromptMap.Draw(audit, Colours);
        if (data.Training.Count == 0) return;
        Plot Curve(string name, string title, Func<TrainingPoint, double> pick, bool counts = false) =>
            TrainingChart.Draw(name, title, data.Training, Colours, pick, counts);
        Training =
        [
            Curve("value-loss", "Value loss", t => t.ValueLoss),
            Curve("policy-loss", "Policy loss", t => t.PolicyLoss),
            Curve("kl", data.Outcome is null ? "KL to the SFT policy, nats an answer" : "KL to the reference, nats an answer", t => t.Kl),
            Curve("ratio", "Mean probability ratio", t => t.Ratio),
            Curve("reward", "Mean reward of the rollouts", t => t.Reward),
            Curve("response-length", "Answer length, tokens", t => t.ResponseLength),
        ];
        MoreTraining =
        [
            Curve("entropy", "Entropy, nats a token", t => t.Entropy),
            Curve("clip-fraction", "Share of clipped tokens", t => t.ClipFraction),
            Curve("explained-variance", "Explained variance of the value head", t => t.ExplainedVariance),
            Curve("skipped-updates", "Skipped mini-batches of a step", t => t.SkippedUpdates, counts: true),
        ];
    }

    /// <summary>A cost in the unit that fits its size.</summary>
    private static IterationChart.Cost Cost(ReportData data, string name, string what, Func<ArmRow, double?> at)
    {
        var unit = CostUnit.Of(name, data.Arms.Max(at) ?? 0);
        return new(unit.Name + what, r => at(r) / unit.Size);
    }

    /// <summary>With many pairs only what came out in the end, the largest difference first.</summary>
    private static IReadOnlyList<ComparisonRow> Drawn(ReportData data, IReadOnlyList<ComparisonRow> rows) => data.HasManyPairs
        ? [.. rows.GroupBy(c => (c.A, c.B)).Select(g => g.MaxBy(c => c.Iteration)!).OrderByDescending(c => Math.Abs(c.NetWinRate))]
        : rows;

    /// <summary>Of the arms, the same in drawings and page.</summary>
    public ArmColours Colours { get; }

    public Plot? Differences { get; }
    public Plot? WeakestDifferences { get; }
    public Plot? Ranking { get; }

    /// <summary>By iteration: gold, gold in the weakest domains, probe reward.</summary>
    public IReadOnlyList<Plot> Measures { get; }

    /// <summary>The same against tokens and processor seconds.</summary>
    public IReadOnlyList<Plot> Costs { get; } = [];
    public IReadOnlyList<Plot> Training { get; } = [];
    public IReadOnlyList<Plot> MoreTraining { get; } = [];

    /// <summary>The page shows it as a table, the other forms of the report as <see cref="HeatMapDrawing"/>.</summary>
    public HeatMap? HeatMap { get; }
    public Plot? HeatMapDrawing { get; }

    /// <summary>Where the prompts of each iteration lie.</summary>
    public Plot? PromptMap { get; }

    public IEnumerable<Plot> All() => new[] { Differences, WeakestDifferences, Ranking, HeatMapDrawing, PromptMap }.OfType<Plot>().Concat(Measures)
        .Concat(Costs).Concat(Training).Concat(MoreTraining);
}
