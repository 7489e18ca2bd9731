using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>A measure after each iteration with its interval, the arms as lines from their common start, the SFT policy.</summary>
internal static class IterationChart
{
    private const int Width = 380, BaseHeight = 270, Left = 54, Right = 16, Bottom = 40;

    /// <summary>What lies along the drawing in place of iterations.</summary>
    /// <param name="At">0 for SFT; null leaves a row out.</param>
    public sealed record Cost(string Title, Func<ArmRow, double?> At);

    public static Plot Draw(string name, string title, IReadOnlyList<ArmRow> rows, ArmColours colours, Func<ArmRow, (double? Value, Interval? Interval)> pick,
        Cost? cost = null)
    {
        var points = rows.Select(r => (r.Arm, r.Iteration, At: (cost is null ? r.Iteration : r.Iteration == 0 ? 0 : cost.At(r)) ?? double.NaN,
            Value: pick(r).Value ?? double.NaN, pick(r).Interval))
            .Where(p => double.IsFinite(p.Value) && double.IsFinite(p.At)).ToArray();
        var arms = points.GroupBy(p => p.Arm).OrderBy(g => ArmNames.Order(g.Key)).ToArray();
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        var lower = Legend.Add(svg, arms.Select(a => a.Key), colours, 8, 38, Width);
        var (top, height) = (62 + lower, BaseHeight + lower);
        var iterations = points.Select(p => p.Iteration).Distinct().Order().ToArray();
        var x = cost is not null ? Axis.Fit(points.Select(p => p.At).Prepend(0), Left, Width - Right)
            : Axis.Counting(iterations[0] - 0.25, Math.Max(iterations[^1], iterations[0] + 1) + 0.25, Left, Width - Right);
        var y = Axis.Fit(points.SelectMany(p => new[] { p.Value, p.Interval?.Low ?? p.Value, p.Interval?.High ?? p.Value }), height - Bottom, top);
        foreach (var tick in y.Ticks)
            svg.Add($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y.At(tick):0.#}\" y2=\"{y.At(tick):0.#}\" class=\"grid\"/><text x=\"{Left - 6}\" " +
                $"y=\"{y.At(tick) + 4:0.#}\" class=\"e\">{y.Label(tick)}</text>");
        foreach (var (at, label) in x.Ticks.Select(t => (t, cost is null && t == 0 ? "SFT" : x.Label(t))))
            svg.Add($"<text x=\"{x.At(at):0.#}\" y=\"{height - Bottom + 15}\" class=\"m\">{label}</text>");
        svg.Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{height - 8}\" class=\"m\">{cost?.Title ?? "iteration"}</text>");

        var start = points.Where(p => p.Arm == ArmNames.Sft).ToArray();
        for (var a = 0; a < arms.Length; a++)
        {
            // So that whiskers do not cover each other; costs keep them apart by themselves.
            var shift = cost is null ? (a - ((arms.Length - 1) / 2.0)) * Math.Min(7, 42.0 / arms.Length) : 0;
            var arm = colours.Class(arms[a].Key);
            if (arms[a].Key != ArmNames.Sft)
            {
                svg.Add($"<polyline class=\"line {arm}\" points=\"");
                foreach (var p in start.Concat(arms[a])) svg.Add($"{x.At(p.At) + (p.Iteration == 0 ? 0 : shift):0.#},{y.At(p.Value):0.#} ");
                svg.Add($"\"/>");
            }
            foreach (var p in arms[a])
            {
                var px = x.At(p.At) + (p.Iteration == 0 ? 0 : shift);
                if (p.Interval is { } i)
                    svg.Add($"<path class=\"whisker {arm}\" d=\"M{px - 3:0.#} {y.At(i.Low):0.#}h6m-3 0V{y.At(i.High):0.#}m-3 0h6\"/>");
                svg.Add($"<circle class=\"dot {arm}\" cx=\"{px:0.#}\" cy=\"{y.At(p.Value):0.#}\" r=\"3.5\"/>");
            }
        }
        var last = arms.Select(a => a.MaxBy(p => p.Iteration)).Select(p =>
            $"{ArmNames.Display(p.Arm)} {Numbers.Score(p.Value)}{(p.Interval is { } i ? $" ({Numbers.Score(i)})" : "")}");
        return new(name, title, $"At the end: {string.Join(", ", last)}.", Width, height, svg);
    }
}
