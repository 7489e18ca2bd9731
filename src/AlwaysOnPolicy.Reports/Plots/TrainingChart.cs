using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>One statistic of PPO step by step: each arm's own values faint, their moving average on top, iterations side by side.</summary>
internal static class TrainingChart
{
    private const int MostNamed = 12;   // of the iterations above the drawing
    private const int Width = 380, BaseHeight = 262, Left = 54, Right = 10, Bottom = 40;

    public static Plot Draw(string name, string title, IReadOnlyList<TrainingPoint> training, ArmColours colours, Func<TrainingPoint, double> pick,
        bool counts = false)
    {
        var lengths = training.GroupBy(t => t.Iteration).OrderBy(g => g.Key).Select(g => (Iteration: g.Key, Steps: g.Max(t => t.Step))).ToArray();
        var total = lengths.Sum(l => l.Steps);
        double Before(int iteration) => lengths.Where(l => l.Iteration < iteration).Sum(l => l.Steps);
        var x = Axis.Counting(1, Math.Max(2, total), Left, Width - Right);
        var arms = training.GroupBy(t => t.Arm).OrderBy(g => ArmNames.Order(g.Key)).ToArray();

        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        var lower = Legend.Add(svg, arms.Select(a => a.Key), colours, 8, 38, Width);
        var (top, height) = (74 + lower, BaseHeight + lower);
        var y = Axis.Fit(training.Select(pick), height - Bottom, top, counts);
        foreach (var tick in y.Ticks)
            svg.Add($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.At(tick):0.#}\" y2=\"{y.At(tick):0.#}\" class=\"grid\"/><text x=\"{Left - 6}\" " +
                $"y=\"{y.At(tick) + 4:0.#}\" class=\"e\">{y.Label(tick)}</text>");
        foreach (var (iteration, steps) in lengths)
        {
            var (start, end) = (x.At(Before(iteration) + 0.5), x.At(Before(iteration) + steps + 0.5));
            if (iteration != lengths[0].Iteration) svg.Add($"<line x1=\"{start:0.#}\" x2=\"{start:0.#}\" y1=\"{top - 6}\" y2=\"{height - Bottom}\" " +
                $"class=\"bound\"/>");
            if (lengths.Length is > 1 and <= MostNamed || (lengths.Length > MostNamed && iteration % 5 == 0))
                svg.Add($"<text x=\"{(start + end) / 2:0.#}\" y=\"{top - 8}\" class=\"m\">{(lengths.Length > 5 ? "" : "iteration ")}{iteration}</text>");
        }
        foreach (var tick in x.Ticks) svg.Add($"<text x=\"{x.At(tick):0.#}\" y=\"{height - Bottom + 15}\" class=\"m\">{x.Label(tick)}</text>");
        svg.Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{height - 8}\" class=\"m\">PPO steps, {total} in all</text>");

        foreach (var kind in new[] { "raw", "line" })
            foreach (var arm in arms)
                foreach (var iteration in arm.GroupBy(t => t.Iteration))
                {
                    double[] values = [.. iteration.OrderBy(t => t.Step).Select(pick)];
                    if (kind == "line") values = Smooth(values);
                    if (values.Length == 1)
                    {
                        // A line of one point is not drawn.
                        if (kind == "line" && double.IsFinite(values[0]))
                            svg.Add($"<circle class=\"dot {colours.Class(arm.Key)}\" cx=\"{x.At(Before(iteration.Key) + 1):0.#}\" " +
                                $"cy=\"{y.At(values[0]):0.#}\" r=\"3.5\"/>");
                        continue;
                    }
                    svg.Add($"<polyline class=\"{kind} {colours.Class(arm.Key)}\" points=\"");
                    for (var i = 0; i < values.Length; i++)
                        if (double.IsFinite(values[i])) svg.Add($"{x.At(Before(iteration.Key) + i + 1):0.#},{y.At(values[i]):0.#} ");
                    svg.Add($"\"/>");
                }
        return new(name, title, Describe(arms, pick), Width, height, svg);
    }

    /// <summary>The mean of the finite values within reach.</summary>
    public static double[] Smooth(double[] values) =>
    [
        .. values.Select((_, i) => values[Math.Max(0, i - Captions.Reach)..Math.Min(values.Length, i + Captions.Reach + 1)]
            .Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()),
    ];

    private static string Describe(IEnumerable<IGrouping<string, TrainingPoint>> arms, Func<TrainingPoint, double> pick) =>
        string.Join("; ", arms.Select(a => $"{ArmNames.Display(a.Key)} from {Numbers.Score(Smooth([.. a.Select(pick)])[0])} to " +
            $"{Numbers.Score(Smooth([.. a.Select(pick)])[^1])}")) + ".";
}
