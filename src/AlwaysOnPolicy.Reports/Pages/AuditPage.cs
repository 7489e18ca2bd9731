using AlwaysOnPolicy.Reports.Plots;
using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>An audit of prompts as a folder: index.html, audit.md and plots/.</summary>
public static class AuditPage
{
    /// <summary>Writes the folder.</summary>
    /// <returns>The full path of index.html.</returns>
    /// <exception cref="StorageException">The folder cannot be written.</exception>
    public static string Write(PromptAudit audit, string title, IReadOnlyList<Fact> facts, string folder)
    {
        try
        {
            var map = PromptMap.Draw(audit, new ArmColours(audit.Sets.Select(s => s.Arm).OfType<string>()));
            var page = new TablePage(title, [Captions.PromptMap(audit)], AuditTables.Of(audit), facts);
            PlotFiles.Write([map], folder);
            Files.Durable.WriteText(Path.Combine(folder, "audit.md"), page.Markdown(PlotFiles.Markdown([map])));
            var index = Path.GetFullPath(Path.Combine(folder, "index.html"));
            Files.Durable.WriteText(index, page.Html(HtmlReport.FigureInItsSize(map)));
            return index;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageException.CannotWrite(Path.GetFullPath(folder), e);
        }
    }
}
