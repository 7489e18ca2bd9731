namespace AlwaysOnPolicy.Experiments.Reports.Plots;

/// <summary>A drawing: part of the page, or a file of its own.</summary>
/// <param name="Name">File name without extension, and id on the page.</param>
/// <param name="Title">What it shows, with the unit.</param>
/// <param name="Description">What one sees in it, for those who do not.</param>
/// <param name="Content">SVG elements; colours come by class.</param>
internal sealed record Plot(string Name, string Title, string Description, int Width, int Height, MarkupBuilder Content)
{
    private const string Rules =
        "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:var(--dim)}.t{font-weight:600;font-size:13px;fill:var(--ink)}" +
        ".e{text-anchor:end}.m{text-anchor:middle}.ink{fill:var(--ink)}" +
        ".grid{stroke:var(--line);fill:none}.zero{stroke:var(--dim);fill:none}.bound{stroke:var(--dim);fill:none;stroke-dasharray:2 3;opacity:.6}" +
        ".raw{fill:none;stroke-width:1;opacity:.28}.line{fill:none;stroke-width:2;stroke-linejoin:round}.whisker{fill:none;stroke-width:1.6}.dot{stroke:none}.cell{fill:var(--heat)}" +
        ".sft{--c:var(--sft)}.vanilla{--c:var(--vanilla)}.sop{--c:var(--sop)}.aop{--c:var(--aop)}.other{--c:var(--dim)}" +
        ".raw,.line,.whisker{stroke:var(--c)}.dot,text.arm{fill:var(--c)}.line.sop{stroke-dasharray:7 3}.line.vanilla{stroke-dasharray:3 2}";

    /// <summary>The rules for drawings inside an element, for the page's style.</summary>
    public static string StyleWithin => string.Concat(Rules.Split('}', StringSplitOptions.RemoveEmptyEntries)
        .Select(rule => $"{string.Join(',', rule.Split('{')[0].Split(',').Select(s => "svg " + s))}{{{rule.Split('{')[1]}}}"));

    /// <summary>The drawing as part of a page that has the style.</summary>
    public MarkupBuilder Inline() => Svg(new MarkupBuilder().Add($""), style: null);

    /// <summary>The drawing as a file that follows the reader's light or dark mode.</summary>
    public string Standalone() => Svg(new MarkupBuilder().Add($" xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\""),
        Palette.Style + Rules + ".paper{fill:var(--page)}") + "\n";

    private MarkupBuilder Svg(MarkupBuilder attributes, string? style)
    {
        var svg = new MarkupBuilder().Add($"<svg{attributes} viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{Name}-title {Name}-desc\">");
        svg.Add($"<title id=\"{Name}-title\">{Title}</title><desc id=\"{Name}-desc\">{Description}</desc>");
        if (style is not null) svg.Add($"<style>").AddTrusted(style).Add($"</style><rect width=\"100%\" height=\"100%\" class=\"paper\"/>");
        return svg.Add($"{Content}</svg>");
    }
}
