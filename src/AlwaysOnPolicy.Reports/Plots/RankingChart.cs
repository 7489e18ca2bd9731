using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Each policy's strength with its interval, the strongest on top.</summary>
internal static class RankingChart
{
    private const int Width = 420, Top = 34, RowHeight = 22, Bottom = 44, Left = 128, Right = 52;
    private const int LongestName = 18;   // letters that fit left of the drawing

    public static Plot Draw(string name, string title, IReadOnlyList<RankingRow> rows, ArmColours colours)
    {
        var height = Top + (rows.Count * RowHeight) + Bottom;
        var x = Axis.Fit(rows.SelectMany(r => new[] { r.Interval.Low, r.Interval.High, r.Elo }), Left, Width - Right);
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        foreach (var tick in x.Ticks)
            svg.Add($"<line x1=\"{x.At(tick):0.#}\" x2=\"{x.At(tick):0.#}\" y1=\"{Top - 6}\" y2=\"{height - Bottom + 4}\" class=\"grid\"/><text " +
                $"x=\"{x.At(tick):0.#}\" y=\"{height - Bottom + 18}\" class=\"m\">{x.Label(tick)}</text>");
        svg.Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{height - 6}\" class=\"m\">strength in Elo's unit, 95 % intervals</text>");
        foreach (var (i, row) in rows.Index())
        {
            var (middle, arm) = (Top + (i * RowHeight) + 11, colours.Class(row.Arms[^1]));
            svg.Add($"<text x=\"{Left - 10}\" y=\"{middle + 4}\" class=\"e arm {arm}\">{Short(row.Name)}</text>");
            svg.Add($"<path class=\"whisker {arm}\" d=\"M{x.At(row.Interval.Low):0.#} {middle - 4}v8m0 -4H{x.At(row.Interval.High):0.#}m0 -4v8\"/>");
            svg.Add($"<circle class=\"dot {arm}\" cx=\"{x.At(row.Elo):0.#}\" cy=\"{middle}\" r=\"4\"/>");
            svg.Add($"<text x=\"{Width - 8}\" y=\"{middle + 4}\" class=\"e ink\">{Numbers.Plain(row.Elo, "0")}</text>");
        }
        return new(name, title, $"The strongest of {rows.Count} policies is {rows[0].Name}, the weakest {rows[^1].Name}.", Width, height, svg);
    }

    private static string Short(string name) => name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name;
}
