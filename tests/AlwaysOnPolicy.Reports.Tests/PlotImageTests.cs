using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;
using SkiaSharp;

namespace AlwaysOnPolicy.Reports.Tests;

public sealed class PlotImageTests
{
    private static readonly SKColor s_white = SKColor.Parse(Palette.Light.Page), s_ink = SKColor.Parse(Palette.Light.Ink);

    public static TheoryData<string> Names => [.. new ReportPlots(SampleReport.Full).All().Select(p => p.Name)];

    [Fact]
    public void It_can_draw_here() => PlotImage.Unavailable.ShouldBeNull();

    [Theory, MemberData(nameof(Names))]
    public void A_drawing_has_its_size_its_title_and_the_colours_of_its_arms(string name)
    {
        var plot = new ReportPlots(SampleReport.Full).All().Single(p => p.Name == name);
        using var image = SKBitmap.Decode(PlotImage.Png(plot));
        (image.Width, image.Height).ShouldBe((2 * plot.Width, 2 * plot.Height));
        var pixels = image.Pixels;
        pixels[0].ShouldBe(s_white);
        Count(image, new SKRectI(16, 14, image.Width, 44), s_ink).ShouldBeGreaterThan(50, "the title");
        foreach (var arm in new[] { "sft", "vanilla", "sop", "aop" }.Where(a => plot.Content.ToString().Contains($" {a}\"", StringComparison.Ordinal)))
            pixels.ShouldContain(SKColor.Parse(Palette.Light.Of(arm)), arm);
        PlotImage.Png(plot).ShouldBe(PlotImage.Png(plot), "the same bytes each time");
    }

    [Theory]
    [InlineData("", 100, 160)]
    [InlineData("e", 40, 100)]
    [InlineData("m", 70, 130)]
    public void Text_starts_ends_or_has_its_middle_where_the_style_says(string anchor, int from, int to)
    {
        var (left, right) = Extent(Drawing(new MarkupBuilder().Add($"<text x=\"100\" y=\"20\" class=\"ink {anchor}\">{"MMMMMM"}</text>")));
        left.ShouldBeInRange(from, from + 3);
        right.ShouldBeInRange(to - 3, to);
    }

    [Fact]
    public void Bold_text_is_wider_and_large_text_larger()
    {
        static int Width(string style) => Extent(Drawing(new MarkupBuilder()
            .Add($"<text x=\"10\" y=\"20\" class=\"{style}\">{"reward of the rollouts"}</text>"))) is var (left, right) ? right - left : 0;
        Width("t").ShouldBeGreaterThan(Width("ink") + 5);
    }

    [Theory]
    [InlineData("←")]
    [InlineData("−")]
    [InlineData("ж")]
    [InlineData("語")]
    public void Every_character_leaves_ink_also_where_no_font_has_it(string character) =>
        Extent(Drawing(new MarkupBuilder().Add($"<text x=\"10\" y=\"20\" class=\"ink\">{character}</text>"))).Right.ShouldBeGreaterThan(10);

    [Fact]
    public void The_more_specific_rule_wins_then_the_later_one()
    {
        PlotStyle.Of("polyline", "line sop", Palette.Light)["stroke"].ShouldBe(Palette.Light.Sop);
        PlotStyle.Of("polyline", "line sop", Palette.Light)["stroke-dasharray"].ShouldBe("7 3");
        PlotStyle.Of("text", "arm aop", Palette.Dark)["fill"].ShouldBe(Palette.Dark.Aop);
        PlotStyle.Of("text", "e ink", Palette.Light)["fill"].ShouldBe(Palette.Light.Ink);
        PlotStyle.Of("text", "", Palette.Light)["fill"].ShouldBe(Palette.Light.Dim);
        PlotStyle.Of("line", "grid", Palette.Light).ShouldNotContainKey("text-anchor");
    }

    [Fact]
    public void Faint_lines_are_faint_and_dashes_have_gaps()
    {
        using var faint = Drawing(new MarkupBuilder().Add($"<polyline class=\"raw aop\" points=\"0,20 200,20 \"/>"));
        faint.GetPixel(100, 40).Red.ShouldBeInRange((byte)150, (byte)250);
        using var dashed = Drawing(new MarkupBuilder().Add($"<line class=\"line sop\" x1=\"0\" x2=\"200\" y1=\"20\" y2=\"20\"/>"));
        dashed.GetPixel(8, 40).ShouldBe(SKColor.Parse(Palette.Light.Sop));
        dashed.GetPixel(17, 40).ShouldBe(s_white);
    }

    [Fact]
    public void An_element_that_it_cannot_draw_is_an_error_and_not_a_gap() =>
        Should.Throw<NotSupportedException>(() => Drawing(new MarkupBuilder().Add($"<ellipse cx=\"1\" cy=\"1\" rx=\"1\" ry=\"1\"/>"))).Message.ShouldContain(
            "<ellipse>");

    private static SKBitmap Drawing(MarkupBuilder content) => SKBitmap.Decode(PlotImage.Png(new Plot("p", "t", "d", 200, 40, content)));

    /// <summary>First and last column, in the drawing's units, that is not white.</summary>
    private static (int Left, int Right) Extent(SKBitmap image)
    {
        using var _ = image;
        int[] columns = [.. Enumerable.Range(0, image.Width).Where(x => Enumerable.Range(0, image.Height).Any(y => image.GetPixel(x, y) != s_white))];
        return columns.Length == 0 ? (0, 0) : (columns[0] / 2, (columns[^1] + 1) / 2);
    }

    private static int Count(SKBitmap image, SKRectI part, SKColor colour) =>
        Enumerable.Range(part.Left, part.Width).Sum(x => Enumerable.Range(part.Top, part.Height).Count(y => image.GetPixel(x, y) == colour));
}
