using System.Globalization;
using System.Text;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Where prompts lie, a small map for each iteration of each arm, all of one scale; behind them what is held out.</summary>
internal static class PromptMap
{
    public const string Name = "prompt-map";
    private const int Top = 30, Side = 150, Gap = 12, Head = 20, Edge = 8;

    public static Plot Draw(PromptAudit audit, ArmColours colours)
    {
        var rows = audit.Sets.GroupBy(s => s.Arm).ToArray();
        var columns = rows.Max(r => r.Count());
        var points = audit.Sets.SelectMany(s => s.Figures.Map).Concat(audit.HeldOut).ToArray();
        var (x, y) = (Axis.Fit(points.Select(p => p.X), Edge, Side - Edge), Axis.Fit(points.Select(p => p.Y), Side - Edge, Edge));
        var svg = new MarkupBuilder().Add($"<text x=\"8\" y=\"18\" class=\"t\">{Title(audit)}</text>");
        for (var r = 0; r < rows.Length; r++)
            foreach (var (c, set) in rows[r].Index())
            {
                var arm = set.Arm is { } name ? colours.Class(name) : "aop";
                svg.Add($"<g transform=\"translate({Gap + (c * (Side + Gap))} {Top + (r * (Side + Head + Gap))})\">" +
                    $"<text x=\"0\" y=\"14\" class=\"arm {arm}\">{Short(set.Name)}</text></g>");
                svg.Add($"<g transform=\"translate({Gap + (c * (Side + Gap))} {Top + Head + (r * (Side + Head + Gap))})\">" +
                    $"<path class=\"grid\" d=\"M0 0H{Side}V{Side}H0Z\"/><path class=\"dot other\" fill-opacity=\"0.25\" d=\"{Dots(audit.HeldOut, x, y)}\"/>" +
                    $"<path class=\"dot {arm}\" fill-opacity=\"0.7\" d=\"{Dots(set.Figures.Map, x, y)}\"/></g>");
            }
        return new(Name, Title(audit), $"{audit.Sets.Count} maps of one scale; each dot is a prompt" +
            (audit.HeldOut.Count > 0 ? ", each grey one a held-out question." : "."), Math.Max(330, Gap + (columns * (Side + Gap))),
            Top + (rows.Length * (Side + Head + Gap)), svg);
    }

    private static string Title(PromptAudit audit) => audit.Sets.Any(s => s.Iteration > 0) ? "Prompts by iteration" : "Prompts";

    /// <summary>Small squares in one path: thousands of elements would make a page slow.</summary>
    private static string Dots(IEnumerable<MapPoint> points, Axis x, Axis y)
    {
        var path = new StringBuilder();
        foreach (var p in points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)))
            path.Append(CultureInfo.InvariantCulture, $"M{x.At(p.X) - 1:0.#} {y.At(p.Y) - 1:0.#}h2v2h-2z");
        return path.Length > 0 ? path.ToString() : "M0 0";
    }

    private static string Short(string name) => name.Length > 22 ? name[..21] + "…" : name;
}
