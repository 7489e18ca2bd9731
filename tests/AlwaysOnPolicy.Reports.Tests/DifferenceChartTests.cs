using System.Globalization;
using System.Xml.Linq;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class DifferenceChartTests
{
    [Theory, InlineData("aop", "sop"), InlineData("vanilla", "aop"), InlineData("aop-shortfall-always", "placebo-of-everything"),
        InlineData("an-arm-whose-name-has-more-letters-than-fit", "another-arm-whose-name-has-more-letters-than-fit")]
    public void Names_and_figures_do_not_run_into_each_other(string a, string b)
    {
        ComparisonRow[] rows = [new(a, b, 1, 100, 90, 10, 0, 0, 0.9, new(0.8, 1), 0.8, new(0.7, 0.9)), new(a, b, 2, 100, 5, 95, 0, 0, 0, new(0, 0.1), -0.9,
            new(-1, -0.8))];
        var plot = DifferenceChart.Draw("d", "Differences", rows, new ArmColours(SampleReport.Full));
        var texts = XElement.Parse(plot.Standalone()).Descendants().Where(e => e.Name.LocalName == "text").GroupBy(t => Number(t, "y")).ToArray();
        texts.SelectMany(t => t).Select(t => t.Value).ShouldContain("+80.0");
        foreach (var line in texts)
        {
            (double Left, double Right)[] spans = [.. line.Select(Span).OrderBy(s => s.Left)];
            spans.Zip(spans.Skip(1)).ShouldAllBe(p => p.First.Right <= p.Second.Left);
            spans.ShouldAllBe(s => s.Left >= 0 && s.Right <= plot.Width);
        }
    }

    /// <summary>At 6.5 of a letter, which is more than letters of this type are wide on average.</summary>
    private static (double Left, double Right) Span(XElement text)
    {
        var (x, width) = (Number(text, "x"), 6.5 * text.Value.Length);
        return ((string?)text.Attribute("class"))?.Split(' ') switch
        {
            ["e", ..] => (x - width, x),
            ["m", ..] => (x - (width / 2), x + (width / 2)),
            _ => (x, x + width),
        };
    }

    private static double Number(XElement text, string name) => double.Parse(text.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
