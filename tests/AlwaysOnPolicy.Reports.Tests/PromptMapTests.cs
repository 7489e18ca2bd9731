using System.Globalization;
using System.Text.RegularExpressions;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed partial class PromptMapTests
{
    [Theory]
    [InlineData(2, 516)]      // sides of 240
    [InlineData(4, 1020)]
    [InlineData(6, 1056)]     // (1060 - 12) / 6 - 12 = 162
    [InlineData(8, 1308)]     // 119 would be too small: 150
    public void Maps_fill_a_page_while_they_stay_large_enough(int iterations, int width) =>
        Map(2, iterations, [new(0, 0), new(1, 1)]).Width.ShouldBe(width);

    [Fact]
    public void A_map_is_as_high_as_its_points_need_on_the_scale_of_its_width()
    {
        // 240 wide with edges of 8: 224 for 7, 32 for each 1. Height: 2 · 8 + 5 · 32 = 176.
        var plot = Map(1, 2, [new(0, 0), new(7, 5)]);
        plot.Height.ShouldBe(30 + 176 + 20 + 12);
        Dots(plot)[^2..].ShouldBe([(8, 168), (232, 8)]);
    }

    [Fact]
    public void A_flat_map_is_half_as_high_as_wide_with_its_points_in_the_middle()
    {
        var plot = Map(1, 1, [new(0, 3), new(1, 3), new(double.NaN, 0)]);
        plot.Height.ShouldBe(30 + 120 + 20 + 12);
        Dots(plot).ShouldBe([(8, 60), (232, 60)]);
    }

    [Fact]
    public void One_place_or_none_stands_in_the_middle()
    {
        Dots(Map(1, 1, [new(4, 4)])).ShouldBe([(120, 60)]);
        Dots(Map(1, 1, [])).ShouldBeEmpty();
    }

    private static Plot Map(int arms, int iterations, IReadOnlyList<MapPoint> points)
    {
        var figures = new PromptFigures
        {
            Prompts = points.Count,
            Repeated = 0,
            Reworded = 0,
            Near = 0,
            VendiScore = 1,
            FewestWords = 1,
            MedianWords = 1,
            MeanWords = 1,
            MostWords = 1,
            Map = points,
        };
        return PromptMap.Draw(new("words", 0.9, [.. from arm in Enumerable.Range(0, arms)
            from k in Enumerable.Range(1, iterations) select new AuditedPrompts($"arm {arm} {k}", $"arm {arm}", k, figures, [])], []), new ArmColours([]));
    }

    /// <summary>Middles of the small squares.</summary>
    private static (double X, double Y)[] Dots(Plot plot)
    {
        static double Middle(Group corner) => double.Parse(corner.Value, CultureInfo.InvariantCulture) + 1.5;
        return [.. Square().Matches(plot.Content.ToString()).Select(m => (Middle(m.Groups[1]), Middle(m.Groups[2])))];
    }

    [GeneratedRegex(@"M([0-9.]+) ([0-9.]+)h3v3h-3z")]
    private static partial Regex Square();
}
