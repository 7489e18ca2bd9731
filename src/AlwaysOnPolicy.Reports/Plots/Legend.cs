using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>The arms of a drawing, each with its line, in the order that all drawings have.</summary>
internal static class Legend
{
    /// <summary>Between two lines of it.</summary>
    public const int LineHeight = 16;

    private const int LetterWidth = 7, Before = 27, Between = 15;

    /// <param name="width">What the drawing has; what does not fit goes into a further line, also the rest of a name that is longer than one.</param>
    /// <returns>How much lower the drawing begins for the further lines.</returns>
    public static int Add(MarkupBuilder svg, IEnumerable<string> arms, ArmColours colours, int x, int y, int width)
    {
        var (at, line) = (x, 0);
        foreach (var arm in arms.Distinct().OrderBy(ArmNames.Order))
        {
            var name = ArmNames.Display(arm);
            if (at > x && at + Before + (name.Length * LetterWidth) > width) (at, line) = (x, line + 1);
            var height = y + (line * LineHeight);
            svg.Add($"<line x1=\"{at}\" x2=\"{at + 22}\" y1=\"{height - 4}\" y2=\"{height - 4}\" class=\"line {colours.Class(arm)}\"/>");
            var parts = Wrap(name, Math.Max(1, (width - at - Before) / LetterWidth)).ToArray();
            foreach (var (i, part) in parts.Index())
                svg.Add($"<text x=\"{at + Before}\" y=\"{height + (i * LineHeight)}\" class=\"arm {colours.Class(arm)}\">{part}</text>");
            line += parts.Length - 1;
            at += Before + Between + (parts[^1].Length * LetterWidth);
        }
        return line * LineHeight;
    }

    /// <summary>Broken at blanks, or, where a word alone is too long, within it.</summary>
    private static IEnumerable<string> Wrap(string name, int most)
    {
        while (name.Length > most)
        {
            var end = name.LastIndexOf(' ', most);
            if (end <= 0) end = most;
            yield return name[..end];
            name = name[end..].TrimStart();
        }
        yield return name;
    }
}
