using AlwaysOnPolicy.Files;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Plots;

/// <summary>Drawings as files beside a report: each as SVG and, where the system can draw it, as PNG of twice its size.</summary>
public static class PlotFiles
{
    /// <summary>The folder of the drawings inside the report's.</summary>
    public const string Folder = "plots";

    /// <summary>Writes drawings beside a report.</summary>
    /// <param name="folder">The report's folder.</param>
    public static void Write(IEnumerable<Plot> plots, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, Folder));
        foreach (var plot in plots)
        {
            Durable.WriteText(Path.Combine(folder, Svg(plot)), plot.Standalone());
            if (PlotImage.Unavailable is null) Durable.WriteBytes(Path.Combine(folder, Png(plot)), PlotImage.Png(plot));
        }
    }

    /// <summary>The files' links, for a page in the report's folder.</summary>
    public static MarkupBuilder Links(Plot plot)
    {
        var links = new MarkupBuilder().Add($"<a href=\"{Svg(plot)}\" aria-label=\"{plot.Title}, SVG\">SVG</a>");
        return PlotImage.Unavailable is null ? links.Add($" · <a href=\"{Png(plot)}\" aria-label=\"{plot.Title}, PNG\">PNG</a>") : links;
    }

    /// <summary>The drawings in Markdown, and links to their other form.</summary>
    public static string Markdown(IReadOnlyList<Plot> plots)
    {
        if (plots.Count == 0) return "";
        var images = string.Concat(plots.Select(p => $"![{MarkdownText.Cell(p.Title)}]({Svg(p)})\n"));
        return PlotImage.Unavailable is null
            ? $"{images}\nAs PNG: {string.Join(", ", plots.Select(p => $"[{MarkdownText.Cell(p.Title)}]({Png(p)})"))}.\n"
            : images;
    }

    private static string Svg(Plot plot) => $"{Folder}/{plot.Name}.svg";

    private static string Png(Plot plot) => $"{Folder}/{plot.Name}.png";
}
