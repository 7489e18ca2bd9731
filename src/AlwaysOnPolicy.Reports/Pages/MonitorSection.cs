using AlwaysOnPolicy.Reports.Records;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Reports.Pages;

/// <summary>What the monitors said of each iteration, word for word.</summary>
internal static class MonitorSection
{
    public static MarkupBuilder? Body(ReportData data)
    {
        if (data.Monitors.Count == 0 || data.Outcome is not null) return null;   // of PPO alone it is said at the top
        var body = new MarkupBuilder();
        foreach (var iteration in data.Monitors.GroupBy(m => m.Iteration))
        {
            body.Add($"<h3>{iteration.Key}</h3><ul>");
            foreach (var note in iteration) body.Add($"<li>{note.Text}</li>");
            body.Add($"</ul>");
        }
        return body;
    }
}
