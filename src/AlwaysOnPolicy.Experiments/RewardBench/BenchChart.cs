using AlwaysOnPolicy.Evaluation.Agreement;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Experiments.RewardBench;

/// <summary>Each model's agreement with its interval, its domains as small dots, the coin's 50 % as a line.
/// Narrow, so that it can be read on a telephone.</summary>
internal static class BenchChart
{
    public const string Name = "bench";
    private const int Width = 420, Left = 16, Right = 16, Top = 36, RowHeight = 44, Bottom = 40, LongestName = 44;

    public static Plot Draw(AgreementTable table)
    {
        const string title = "Agreement with people, 95 % intervals";
        var names = table.Models.Select(m => m.Name.Length > LongestName ? m.Name[..(LongestName - 1)] + "…" : m.Name).ToArray();
        var height = Top + (table.Models.Count * RowHeight) + Bottom;
        var several = table.Domains.Count > 1;
        var x = Axis.Fit(table.Models.SelectMany(m => new[] { m.Agreement.Interval.Low, m.Agreement.Interval.High }
            .Concat(several ? m.Domains.Values.Select(d => d.Share) : [])).Append(0.5).Select(s => 100 * s), Left, Width - Right);

        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        foreach (var tick in x.Ticks)
            svg.Add($"<line x1=\"{x.At(tick):0.#}\" x2=\"{x.At(tick):0.#}\" y1=\"{Top - 4}\" y2=\"{height - Bottom + 4}\" class=\"grid\"/><text " +
                $"x=\"{x.At(tick):0.#}\" y=\"{height - Bottom + 18}\" class=\"m\">{x.Label(tick)}</text>");
        svg.Add($"<line x1=\"{x.At(50):0.#}\" x2=\"{x.At(50):0.#}\" y1=\"{Top - 4}\" y2=\"{height - Bottom + 4}\" class=\"zero\"/>");
        svg.Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{height - 6}\" class=\"m\">% of the pairs; 50 is a " +
            $"coin{(several ? "; small dots: domains" : "")}</text>");
        for (var i = 0; i < table.Models.Count; i++)
        {
            var (model, y) = (table.Models[i], Top + (i * RowHeight) + 28);
            var colour = model.TrainedOn.Count > 0 ? "other" : "aop";
            svg.Add($"<text x=\"8\" y=\"{y - 12}\" class=\"ink\">{names[i]}</text>");
            if (several)
                foreach (var domain in model.Domains.Values) svg.Add($"<circle class=\"dot other\" cx=\"{x.At(100 * domain.Share):0.#}\" cy=\"{y + 9}\" " +
                    $"r=\"1.8\"/>");
            svg.Add($"<path class=\"whisker {colour}\" d=\"M{x.At(100 * model.Agreement.Interval.Low):0.#} {y - 4}v8m0 " +
                $"-4H{x.At(100 * model.Agreement.Interval.High):0.#}m0 -4v8\"/>");
            svg.Add($"<circle class=\"dot {colour}\" cx=\"{x.At(100 * model.Agreement.Share):0.#}\" cy=\"{y}\" r=\"4\"/>");
            svg.Add($"<text x=\"{Width - 8}\" y=\"{y - 12}\" class=\"e " +
                $"ink\">{Numbers.Percent(model.Agreement.Share)}{(model.TrainedOn.Count > 0 ? " †" : "")}</text>");
        }
        return new(Name, title, string.Join("; ", table.Models.Select(m => $"{m.Name} {Numbers.Percent(m.Agreement.Share)} " +
            $"({Numbers.Percents(m.Agreement.Interval)})")) + ".", Width, height, svg);
    }
}
