using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;

namespace AlwaysOnPolicy.Reports;

/// <summary>A report that is served and not written: its page, and its drawings when they are asked for.</summary>
/// <param name="first">A section before all others; null for none.</param>
/// <param name="script">Beside the page's own; null for none.</param>
public sealed class ReportView(ReportData data, PageSection? first = null, PageScript? script = null)
{
    private readonly ReportPlots _plots = new(data);

    /// <summary>The page, in HTML.</summary>
    public string Page() => HtmlReport.Render(data, _plots, first, script);

    /// <summary>Draws one of the page's drawings.</summary>
    /// <param name="name">As the page's links have it after plots/, such as "kl.svg".</param>
    /// <returns>The drawing and its media type; null where there is none of that name.</returns>
    public (byte[] Bytes, string MediaType)? Drawing(string name)
    {
        if (_plots.All().FirstOrDefault(p => p.Name == Path.GetFileNameWithoutExtension(name)) is not { } plot) return null;
        return Path.GetExtension(name) switch
        {
            ".svg" => (System.Text.Encoding.UTF8.GetBytes(plot.Standalone()), "image/svg+xml"),
            ".png" when PlotImage.Unavailable is null => (PlotImage.Png(plot), "image/png"),
            _ => null,
        };
    }
}
