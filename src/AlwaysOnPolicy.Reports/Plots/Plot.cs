using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>A drawing: part of the page, or a file of its own.</summary>
/// <param name="Name">File name without extension, and id on the page.</param>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Description">What one sees in it, for those who do not.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Content">SVG elements; colours come by class.</param>
public sealed record Plot(string Name, string Title, string Description, int Width, int Height, MarkupBuilder Content)
{
    /// <summary>The drawing as part of a page that has the style.</summary>
    public MarkupBuilder Inline() => Svg(new MarkupBuilder().Add($""), style: null);

    /// <summary>The drawing as a file that follows the reader's light or dark mode.</summary>
    public string Standalone() => Svg(new MarkupBuilder().Add($" xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\""),
        PlotStyle.Standalone) + "\n";

    private MarkupBuilder Svg(MarkupBuilder attributes, string? style)
    {
        var svg = new MarkupBuilder().Add($"<svg{attributes} viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{Name}-title {Name}-desc\">");
        svg.Add($"<title id=\"{Name}-title\">{Title}</title><desc id=\"{Name}-desc\">{Description}</desc>");
        if (style is not null) svg.Add($"<style>").AddTrusted(style).Add($"</style><rect width=\"100%\" height=\"100%\" class=\"paper\"/>");
        return svg.Add($"{Content}</svg>");
    }
}
