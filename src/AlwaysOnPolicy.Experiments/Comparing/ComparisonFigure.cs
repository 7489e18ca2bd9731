using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.Comparing;

/// <summary>Six statistics of PPO in one figure, each kind of run a line: its mean over the runs, the single runs faint behind it.</summary>
internal static class ComparisonFigure
{
    private const int PanelWidth = 380, PanelHeight = 220, Columns = 2, LegendTop = 40, LegendLine = 20;
    private const int Left = 54, Right = 14, Top = 34, Bottom = 38;

    private static readonly (string Title, Func<TrainingPoint, double> Pick)[] s_panels =
    [
        ("Value loss", t => t.ValueLoss),
        ("Policy loss", t => t.PolicyLoss),
        ("Mean probability ratio", t => t.Ratio),
        ("KL to the SFT policy, nats an answer", t => t.Kl),
        ("Mean score of the rollouts", t => t.Reward),
        ("Skipped mini-batches of a step", t => t.SkippedUpdates),
    ];

    public static Plot Draw(string name, string title, IReadOnlyList<ComparedRuns> groups)
    {
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        var (x, y) = (8, LegendTop);
        for (var g = 0; g < groups.Count; g++)
        {
            var width = 48 + (groups[g].Label.Length * 7);
            if (x > 8 && x + width > Columns * PanelWidth) (x, y) = (8, y + LegendLine);
            svg.Add($"<line x1=\"{x}\" x2=\"{x + 22}\" y1=\"{y - 4}\" y2=\"{y - 4}\" class=\"line {Series(g)}\"/><text x=\"{x + 27}\" y=\"{y}\" class=\"arm " +
                $"{Series(g)}\">{groups[g].Label}</text>");
            x += width;
        }
        var head = y + 22;
        for (var p = 0; p < s_panels.Length; p++)
            svg.Add($"<g transform=\"translate({p % Columns * PanelWidth} " +
                $"{head + (p / Columns * PanelHeight)})\">{Panel(s_panels[p].Title, groups, s_panels[p].Pick)}</g>");
        return new(name, title, Describe(groups), Columns * PanelWidth, head + ((s_panels.Length + Columns - 1) / Columns * PanelHeight), svg);
    }

    private static MarkupBuilder Panel(string title, IReadOnlyList<ComparedRuns> groups, Func<TrainingPoint, double> pick)
    {
        double[][][] courses = [.. groups.Select(g => g.Courses().Select(c => c.Select(pick).ToArray()).ToArray())];
        var x = Axis.Counting(1, Math.Max(2, courses.Max(g => g.Max(c => c.Length))), Left, PanelWidth - Right);
        var y = Axis.Fit(courses.SelectMany(g => g).SelectMany(c => c), PanelHeight - Bottom, Top);
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        foreach (var tick in y.Ticks)
            svg.Add($"<line x1=\"{Left}\" x2=\"{PanelWidth - Right}\" y1=\"{y.At(tick):0.#}\" y2=\"{y.At(tick):0.#}\" class=\"grid\"/><text x=\"{Left - 6}\" " +
                $"y=\"{y.At(tick) + 4:0.#}\" class=\"e\">{y.Label(tick)}</text>");
        foreach (var tick in x.Ticks) svg.Add($"<text x=\"{x.At(tick):0.#}\" y=\"{PanelHeight - Bottom + 15}\" class=\"m\">{x.Label(tick)}</text>");
        svg.Add($"<text x=\"{(Left + PanelWidth - Right) / 2}\" y=\"{PanelHeight - Bottom + 31}\" class=\"m\">PPO steps, " +
            $"{courses.Max(g => g.Max(c => c.Length))} in all</text>");
        for (var g = 0; g < groups.Count; g++)
            foreach (var course in courses[g]) Line(svg, $"raw {Series(g)}", course, x, y);
        for (var g = 0; g < groups.Count; g++) Line(svg, $"line {Series(g)}", Mean(courses[g]), x, y);
        return svg;
    }

    private static void Line(MarkupBuilder svg, string style, double[] values, Axis x, Axis y)
    {
        svg.Add($"<polyline class=\"{style}\" points=\"");
        for (var i = 0; i < values.Length; i++)
            if (double.IsFinite(values[i])) svg.Add($"{x.At(i + 1):0.#},{y.At(values[i]):0.#} ");
        svg.Add($"\"/>");
    }

    /// <summary>Of the runs that have the step and a finite value there.</summary>
    private static double[] Mean(double[][] courses) =>
    [
        .. Enumerable.Range(0, courses.Max(c => c.Length)).Select(i => courses.Where(c => i < c.Length && double.IsFinite(c[i]))
            .Select(c => c[i]).DefaultIfEmpty(double.NaN).Average()),
    ];

    private static string Describe(IReadOnlyList<ComparedRuns> groups) => string.Join("; ", groups.Select(g =>
    {
        var points = g.Courses().SelectMany(c => c).ToArray();
        return $"{g.Label}: {points.Sum(p => p.SkippedUpdates)} of {points.Sum(p => p.Updates)} mini-batches skipped, highest mean ratio of a step " +
            $"{Numbers.Score(points.Max(p => p.Ratio))}";
    })) + ".";

    /// <summary>The colours of the first four, and around again.</summary>
    private static string Series(int group) => $"s{(group % 4) + 1}";
}
