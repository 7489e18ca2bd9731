using System.Net;
using System.Text;

namespace AlwaysOnPolicy.Experiments.Reports;

/// <summary>A line chart as inline SVG, its colours from the page's style.</summary>
internal static class LineChart
{
    private const int Width = 460, Height = 220, Left = 52, Right = 12, Top = 30, Bottom = 26;

    /// <param name="series">Points by name; their places are 1, 2, 3 …</param>
    public static string Render(string title, IReadOnlyList<(string Name, double[] Values)> series)
    {
        var values = series.SelectMany(s => s.Values).Where(double.IsFinite).ToArray();
        if (values.Length == 0) return "";
        var (low, high) = (values.Min(), values.Max());
        if (high - low < 1e-12) (low, high) = (low - 0.5, high + 0.5);
        var count = Math.Max(2, series.Max(s => s.Values.Length));
        double X(int i) => Left + ((Width - Left - Right) * i / (count - 1.0));
        double Y(double v) => Top + ((Height - Top - Bottom) * (high - v) / (high - low));

        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        svg.Append($"<text x=\"{Left}\" y=\"16\" class=\"chart-title\">{WebUtility.HtmlEncode(title)}</text>");
        for (var i = 0; i <= 3; i++)
        {
            var v = low + ((high - low) * i / 3);
            svg.Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(v):0.#}\" y2=\"{Y(v):0.#}\" class=\"grid\"/>");
            svg.Append($"<text x=\"{Left - 6}\" y=\"{Y(v) + 4:0.#}\" class=\"tick\" text-anchor=\"end\">{v:0.###}</text>");
        }
        svg.Append($"<text x=\"{Width - Right}\" y=\"{Height - 8}\" class=\"tick\" text-anchor=\"end\">step {count}</text>");
        foreach (var (name, points) in series)
        {
            var line = string.Join(' ', points.Select((v, i) => (v, i)).Where(p => double.IsFinite(p.v)).Select(p => $"{X(p.i):0.#},{Y(p.v):0.#}"));
            svg.Append($"<polyline points=\"{line}\" class=\"line {name}\"/>");
        }
        return svg.Append("</svg>").ToString();
    }
}
