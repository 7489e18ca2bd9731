using System.Text.RegularExpressions;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed partial class LegendTests
{
    private const int Width = 380;

    [Fact]
    public void A_name_that_is_longer_than_the_drawing_goes_on_in_the_next_line()
    {
        string[] arms = ["vanilla", "aop (loop.prompts_per_call=8, miniature.layout=spread, probe.answers=1)", new string('w', 120), "last"];
        var svg = new MarkupBuilder();
        var lower = Legend.Add(svg, arms, new ArmColours(arms), 8, 38, Width);
        var texts = Text().Matches(svg.ToString())
            .Select(m => (X: int.Parse(m.Groups[1].Value), Y: int.Parse(m.Groups[2].Value), Said: m.Groups[3].Value)).ToArray();
        texts.ShouldAllBe(t => t.X + (t.Said.Length * 7) <= Width);
        texts.Max(t => t.Y).ShouldBe(38 + lower);
        texts.Select(t => t.Y).ShouldBe(texts.Select(t => t.Y).Order(), "no line stands over another");
        var said = string.Concat(texts.Select(t => t.Said)).Replace(" ", "");
        foreach (var arm in arms) said.ShouldContain(ArmNames.Display(arm).Replace(" ", ""));
    }

    [Fact]
    public void Eighteen_arms_of_the_users_own_all_look_different()
    {
        string[] arms = [.. Enumerable.Range(0, 18).Select(i => $"arm {i}")];
        arms.Select(new ArmColours(arms).Class).ShouldBeUnique();
        var style = (string arm) => PlotStyle.Of("polyline", $"line {new ArmColours(arms).Class(arm)}", Palette.Light);
        arms.Select(a => (style(a)["stroke"], style(a).GetValueOrDefault("stroke-dasharray"))).ShouldBeUnique();
    }

    [GeneratedRegex("<text x=\"(\\d+)\" y=\"(\\d+)\"[^>]*>([^<]*)</text>")]
    private static partial Regex Text();
}
