using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>The arms of a drawing, each with its line, in the order that all drawings have.</summary>
internal static class Legend
{
    /// <summary>Between two lines of it.</summary>
    public const int LineHeight = 16;

    /// <param name="width">What the drawing has; what does not fit goes into a further line.</param>
    /// <returns>How much lower the drawing begins for the further lines.</returns>
    public static int Add(MarkupBuilder svg, IEnumerable<string> arms, ArmColours colours, int x, int y, int width)
    {
        var (at, line) = (x, 0);
        foreach (var arm in arms.Distinct().OrderBy(ArmNames.Order))
        {
            var name = ArmNames.Display(arm);
            if (at > x && at + 32 + (name.Length * 7) > width) (at, line) = (x, line + 1);
            var height = y + (line * LineHeight);
            svg.Add($"<line x1=\"{at}\" x2=\"{at + 22}\" y1=\"{height - 4}\" y2=\"{height - 4}\" class=\"line {colours.Class(arm)}\"/><text x=\"{at + 27}\" " +
                $"y=\"{height}\" class=\"arm {colours.Class(arm)}\">{name}</text>");
            at += 42 + (name.Length * 7);
        }
        return line * LineHeight;
    }
}
