using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Every comparison's difference of win rates with its interval: what lies across the zero line is not told apart. Narrow, so that it can be read on a
/// telephone.</summary>
internal static class DifferenceChart
{
    private const int Width = 420, Top = 52, NamesHeight = 20, RowHeight = 22, GroupGap = 8, Bottom = 44, Left = 34;
    private const int Right = 60;          // of "−100.0" with its gaps, in the drawing's type
    private const int LongestName = 22;    // letters of an arm's name, of which two fit beside each other

    public static Plot Draw(string name, string title, IReadOnlyList<ComparisonRow> rows, ArmColours colours)
    {
        var groups = rows.GroupBy(c => (c.A, c.B)).ToArray();
        var height = Top + (rows.Count * RowHeight) + (groups.Length * (NamesHeight + GroupGap)) + Bottom;
        var x = Axis.Fit(rows.SelectMany(c => new[] { 100 * c.NetInterval.Low, 100 * c.NetInterval.High, 0 }), Left, Width - Right);
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        foreach (var tick in x.Ticks)
            svg.Add($"<line x1=\"{x.At(tick):0.#}\" x2=\"{x.At(tick):0.#}\" y1=\"{Top - 8}\" y2=\"{height - Bottom + 4}\" " +
                $"class=\"{(Math.Abs(tick) < 1e-9 ? "zero" : "grid")}\"/><text x=\"{x.At(tick):0.#}\" y=\"{height - Bottom + 18}\" " +
                $"class=\"m\">{x.Label(tick)}</text>");
        svg.Add($"<text x=\"{Left}\" y=\"{Top - 14}\">← B ahead</text><text x=\"{Width - Right}\" y=\"{Top - 14}\" class=\"e\">A ahead →</text>");
        svg.Add($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{height - 6}\" class=\"m\">A − B, points of win rate</text>");

        var y = (double)Top;
        foreach (var group in groups)
        {
            svg.Add($"<text x=\"8\" y=\"{y + 15:0.#}\" class=\"ink\">{Names(group.Key)}</text>");
            y += NamesHeight;
            foreach (var c in group)
            {
                var middle = y + 11;
                var arm = colours.Class(c.NetWinRate >= 0 ? c.A : c.B);
                svg.Add($"<text x=\"{Left - 12}\" y=\"{middle + 4:0.#}\" class=\"e\">{c.Iteration}</text>");
                svg.Add($"<path class=\"whisker {arm}\" d=\"M{x.At(100 * c.NetInterval.Low):0.#} {middle - 4:0.#}v8m0 " +
                    $"-4H{x.At(100 * c.NetInterval.High):0.#}m0 -4v8\"/>");
                svg.Add($"<circle class=\"dot {arm}\" cx=\"{x.At(100 * c.NetWinRate):0.#}\" cy=\"{middle:0.#}\" r=\"4\"/>");
                svg.Add($"<text x=\"{Width - 8}\" y=\"{middle + 4:0.#}\" class=\"e ink\">{Numbers.Points(c.NetWinRate)}</text>");
                y += RowHeight;
            }
            y += GroupGap;
        }
        var told = rows.Count(c => c.Told);
        return new(name, title, $"{told} of {rows.Count} differences hold after Holm's correction; the tables have the numbers.", Width, height, svg);
    }

    private static string Names((string A, string B) pair) => $"{Name(pair.A)} (A) against {Name(pair.B)} (B)";

    private static string Name(string arm) => ArmNames.Display(arm) is var name && name.Length > LongestName ? name[..(LongestName - 1)] + "…" : name;
}
