using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Every comparison's difference of win rates with its interval: what lies across the zero line is not told apart.</summary>
internal static class DifferenceChart
{
    private const int Width = 640, Top = 52, RowHeight = 22, GroupGap = 12, Bottom = 40;
    private const int LetterWidth = 7, FigureWidth = 56;   // of a letter, and of "−40.0" with its gaps, in the drawing's type

    public static Plot Draw(string name, string title, IReadOnlyList<ComparisonRow> rows, ArmColours colours)
    {
        var groups = rows.GroupBy(c => (c.A, c.B)).ToArray();
        var left = Math.Max(190, 44 + (LetterWidth * groups.Max(g => Names(g.Key).Length)));
        var right = Math.Max(120, FigureWidth + (LetterWidth * rows.Max(c => Word(c).Length)));
        var height = Top + (rows.Count * RowHeight) + ((groups.Length - 1) * GroupGap) + Bottom;
        var x = Axis.Fit(rows.SelectMany(c => new[] { 100 * c.NetInterval.Low, 100 * c.NetInterval.High, 0 }), left, Width - right);
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{title}</text>");
        foreach (var tick in x.Ticks)
            svg.Add($"<line x1=\"{x.At(tick):0.#}\" x2=\"{x.At(tick):0.#}\" y1=\"{Top - 8}\" y2=\"{height - Bottom + 4}\" " +
                $"class=\"{(Math.Abs(tick) < 1e-9 ? "zero" : "grid")}\"/><text x=\"{x.At(tick):0.#}\" y=\"{height - Bottom + 18}\" " +
                $"class=\"m\">{x.Label(tick)}</text>");
        svg.Add($"<text x=\"{x.At(0):0.#}\" y=\"{Top - 14}\" class=\"e\" dx=\"-8\">← B ahead</text><text x=\"{x.At(0):0.#}\" y=\"{Top - 14}\" dx=\"8\">A " +
            $"ahead →</text>");
        svg.Add($"<text x=\"{(left + Width - right) / 2}\" y=\"{height - 6}\" class=\"m\">A − B, points of win rate</text>");

        var y = (double)Top;
        foreach (var group in groups)
        {
            svg.Add($"<text x=\"8\" y=\"{y + 15:0.#}\" class=\"ink\">{Names(group.Key)}</text>");
            foreach (var c in group)
            {
                var middle = y + 11;
                var arm = colours.Class(c.NetWinRate >= 0 ? c.A : c.B);
                svg.Add($"<text x=\"{left - 12}\" y=\"{middle + 4:0.#}\" class=\"e\">{c.Iteration}</text>");
                svg.Add($"<path class=\"whisker {arm}\" d=\"M{x.At(100 * c.NetInterval.Low):0.#} {middle - 4:0.#}v8m0 " +
                    $"-4H{x.At(100 * c.NetInterval.High):0.#}m0 -4v8\"/>");
                svg.Add($"<circle class=\"dot {arm}\" cx=\"{x.At(100 * c.NetWinRate):0.#}\" cy=\"{middle:0.#}\" r=\"4\"/>");
                svg.Add($"<text x=\"{Width - right + 12}\" y=\"{middle + 4:0.#}\" class=\"ink\">{Numbers.Points(c.NetWinRate)}</text><text x=\"{Width - 8}\" " +
                    $"y=\"{middle + 4:0.#}\" class=\"e\">{Word(c)}</text>");
                y += RowHeight;
            }
            y += GroupGap;
        }
        var told = rows.Count(c => !c.NetInterval.Contains(0));
        return new(name, title, $"{told} of {rows.Count} intervals do not hold 0; the table beside it has the numbers.", Width, height, svg);
    }

    private static string Names((string A, string B) pair) => $"{ArmNames.Display(pair.A)} against {ArmNames.Display(pair.B)}";

    private static string Word(ComparisonRow c) => c.NetInterval.Contains(0) ? "" : Headline.Word(c);
}
