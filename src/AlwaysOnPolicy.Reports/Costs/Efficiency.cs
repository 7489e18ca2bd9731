using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Costs;

/// <summary>Quality against what it cost: at equal cost, and at equal quality.</summary>
public static class Efficiency
{
    /// <summary>The cost in tokens, as report.json calls it.</summary>
    public const string Tokens = "tokens";

    /// <summary>The cost in processor seconds.</summary>
    public const string ProcessorSeconds = "processor_seconds";

    /// <summary>Quality as the mean gold score of the test answers.</summary>
    public const string Gold = "gold";

    /// <summary>Quality as the gold score in the weakest domains.</summary>
    public const string GoldWeakest = "gold_weakest";

    /// <summary>Quality as the mean reward of the probe's answers.</summary>
    public const string ProbeReward = "probe_reward";
    private const string Baseline = "vanilla";

    private static readonly (string Name, Func<ArmRow, double?> Of)[] s_measures = [(Gold, r => r.Gold), (GoldWeakest, r => r.GoldWeakest),
        (ProbeReward, r => r.ProbeReward)];
    private static readonly (string Name, Func<ArmRow, double?> Of)[] s_costs = [(Tokens, r => r.Tokens), (ProcessorSeconds, r => r.ProcessorSeconds)];

    /// <summary>An arm's measure, by its name.</summary>
    internal static double? ValueOf(ArmRow row, string measure) => s_measures.Single(m => m.Name == measure).Of(row);

    /// <summary>Each measure of each arm at the whole cost of the cheapest, in tokens and in processor seconds; nothing where costs are not known.</summary>
    public static IReadOnlyList<BudgetRow> AtBudget(IReadOnlyList<ArmRow> rows) =>
    [
        .. from cost in s_costs
           from measure in s_measures
           let curves = Curves(rows, cost.Of, measure.Of)
           where curves.Count > 1
           let budget = curves.Min(c => c.Points[^1].Cost)
           from curve in curves
           select new BudgetRow(cost.Name, budget, measure.Name, curve.Arm, CostCurve.ValueAt(curve.Points, budget)),
    ];

    /// <summary>What the arm vanilla needs for what each other arm has after its first iteration; nothing where there is no such arm.</summary>
    public static IReadOnlyList<CatchUpRow> CatchUp(IReadOnlyList<ArmRow> rows)
    {
        var found = new List<CatchUpRow>();
        foreach (var (measure, of) in s_measures)
        {
            var wanted = rows.Where(r => r.Iteration == 1 && r.Arm != Baseline && of(r) is not null).ToArray();
            (double Cost, double Value)[]? Curve(Func<ArmRow, double?> cost) => Curves(rows, cost, of).FirstOrDefault(c => c.Arm == Baseline).Points;
            if (Curve(r => r.Iteration) is not { } iterations || Curve(r => r.Steps) is not { } steps || Curve(r => r.Tokens) is not { } tokens) continue;
            foreach (var row in wanted)
            {
                var value = of(row)!.Value;
                var needed = CostCurve.FirstCost(iterations, value);
                found.Add(new(row.Arm, Baseline, measure, value, needed ?? iterations[^1].Cost, CostCurve.FirstCost(steps, value) ?? steps[^1].Cost,
                    CostCurve.FirstCost(tokens, value) ?? tokens[^1].Cost, needed is null ? 0 : 1, 1));
            }
        }
        return found;
    }

    /// <summary>Means over the seeds with their intervals.</summary>
    public static IReadOnlyList<BudgetRow> Mean(IEnumerable<BudgetRow> seeds) =>
    [
        .. seeds.GroupBy(r => (r.Cost, r.Measure, r.Arm)).Select(g => new BudgetRow(
            g.Key.Cost, g.Average(r => r.Budget), g.Key.Measure, g.Key.Arm, g.Average(r => r.Value))
        {
            Interval = g.Key.Measure == ProbeReward ? Over(g.Select(r => r.Value)) : Over(g.Select(r => r.Value), 0, 1),
        }),
    ];

    /// <inheritdoc cref="Mean(IEnumerable{BudgetRow})"/>
    public static IReadOnlyList<CatchUpRow> Mean(IEnumerable<CatchUpRow> seeds) =>
    [
        .. seeds.GroupBy(r => (r.Arm, r.Baseline, r.Measure)).Select(g => new CatchUpRow(g.Key.Arm, g.Key.Baseline, g.Key.Measure, g.Average(r => r.Value),
            g.Average(r => r.Iterations), g.Average(r => r.Steps), g.Average(r => r.Tokens), g.Sum(r => r.Reached), g.Sum(r => r.Runs))
        {
            Interval = Over(g.Select(r => r.Iterations), 0),
        }),
    ];

    /// <summary>Of the mean, cut to what is possible.</summary>
    private static Interval? Over(IEnumerable<double> seeds, double least = double.NegativeInfinity, double most = double.PositiveInfinity) =>
        MeanEstimate.Of([.. seeds]).Interval is { } i ? new Interval(Math.Max(least, i.Low), Math.Min(most, i.High)) : null;

    /// <summary>Each arm's way from SFT, which costs nothing here: all arms start from it.</summary>
    private static List<(string Arm, (double Cost, double Value)[] Points)> Curves(
        IReadOnlyList<ArmRow> rows, Func<ArmRow, double?> cost, Func<ArmRow, double?> value)
    {
        var start = rows.Where(r => r.Iteration == 0 && value(r) is not null).Select(r => (0.0, value(r)!.Value)).ToArray();
        return
        [
            .. rows.Where(r => r.Iteration > 0).GroupBy(r => r.Arm).Where(g => start.Length == 1 && g.All(r => cost(r) is not null && value(r) is not null))
                .Select(g => (g.Key, start.Concat(g.OrderBy(r => r.Iteration).Select(r => (cost(r)!.Value, value(r)!.Value))).ToArray())),
        ];
    }
}
