using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>The arms of a drawing, each with its line, in the order that all drawings have.</summary>
internal static class Legend
{
    public static void Add(MarkupBuilder svg, IEnumerable<string> arms, int x, int y)
    {
        foreach (var arm in arms.Distinct().OrderBy(ArmNames.Order))
        {
            var name = ArmNames.Display(arm);
            svg.Add($"<line x1=\"{x}\" x2=\"{x + 22}\" y1=\"{y - 4}\" y2=\"{y - 4}\" class=\"line {ArmNames.Class(arm)}\"/><text x=\"{x + 27}\" y=\"{y}\" class=\"arm {ArmNames.Class(arm)}\">{name}</text>");
            x += 42 + (name.Length * 7);
        }
    }
}
