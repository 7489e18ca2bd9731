using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Where prompts lie, a small map for each iteration of each arm, all of one scale; behind them what is held out.</summary>
internal static class PromptMap
{
    public const string Name = "prompt-map";
    private const int Top = 30, Gap = 12, Head = 20, Edge = 8;

    // A map's side, by how many stand beside one another, and the width that they fill together.
    private const int LeastSide = 150, MostSide = 240, Full = 1060;

    public static Plot Draw(PromptAudit audit, ArmColours colours)
    {
        var rows = audit.Sets.GroupBy(s => s.Arm).ToArray();
        var columns = rows.Max(r => r.Count());
        var side = Math.Clamp(((Full - Gap) / columns) - Gap, LeastSide, MostSide);
        var frame = Frame.Around([.. audit.Sets.SelectMany(s => s.Figures.Map).Concat(audit.HeldOut).Where(IsSomewhere)], side);
        var height = frame.Height + Head + Gap;
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{Title(audit)}</text>");
        for (var r = 0; r < rows.Length; r++)
            foreach (var (c, set) in rows[r].Index())
            {
                var arm = set.Arm is { } name ? colours.Class(name) : "aop";
                svg.Add($"<g transform=\"translate({Gap + (c * (side + Gap))} {Top + (r * height)})\">" +
                    $"<text x=\"0\" y=\"14\" class=\"arm {arm}\">{Short(set.Name)}</text></g>");
                svg.Add($"<g transform=\"translate({Gap + (c * (side + Gap))} {Top + Head + (r * height)})\">" +
                    $"<path class=\"grid\" d=\"M0 0H{side}V{frame.Height}H0Z\"/>" +
                    $"<path class=\"dot other\" fill-opacity=\"0.25\" d=\"{Dots(audit.HeldOut, frame, 2)}\"/>" +
                    $"<path class=\"dot {arm}\" fill-opacity=\"0.7\" d=\"{Dots(set.Figures.Map, frame, 3)}\"/></g>");
            }
        return new(Name, Title(audit), $"{audit.Sets.Count} maps of one scale; each dot is a prompt" +
            (audit.HeldOut.Count > 0 ? ", each grey one a held-out question." : "."), Gap + (columns * (side + Gap)), Top + (rows.Length * height), svg);
    }

    private static string Title(PromptAudit audit) => audit.Sets.Any(s => s.Iteration > 0) ? "Prompts by iteration" : "Prompts";

    /// <summary>Small squares in one path: thousands of elements would make a page slow.</summary>
    private static string Dots(IEnumerable<MapPoint> points, Frame frame, int size)
    {
        var path = new StringBuilder();
        foreach (var p in points.Where(IsSomewhere))
            path.Append(CultureInfo.InvariantCulture, $"M{frame.X(p) - (size / 2.0):0.#} {frame.Y(p) - (size / 2.0):0.#}h{size}v{size}h-{size}z");
        return path.Length > 0 ? path.ToString() : "M0 0";
    }

    private static bool IsSomewhere(MapPoint point) => double.IsFinite(point.X) && double.IsFinite(point.Y);

    private static string Short(string name) => name.Length > 22 ? name[..21] + "…" : name;

    /// <summary>One scale for both directions, so that distances can be compared; a map is as high as its points need, and at least half as high as
    /// wide.</summary>
    private sealed record Frame(double MiddleX, double MiddleY, double Scale, int Side, int Height)
    {
        public static Frame Around(IReadOnlyList<MapPoint> points, int side)
        {
            if (points.Count == 0) points = [new(0, 0)];
            var (left, right, low, high) = (points.Min(p => p.X), points.Max(p => p.X), points.Min(p => p.Y), points.Max(p => p.Y));
            var widest = Math.Max(right - left, high - low);
            var scale = widest > 0 ? (side - (2 * Edge)) / widest : 1;
            return new((left + right) / 2, (low + high) / 2, scale, side, Math.Max(side / 2, (int)Math.Ceiling((2 * Edge) + ((high - low) * scale))));
        }

        public double X(MapPoint p) => (Side / 2.0) + ((p.X - MiddleX) * Scale);

        public double Y(MapPoint p) => (Height / 2.0) - ((p.Y - MiddleY) * Scale);
    }
}
