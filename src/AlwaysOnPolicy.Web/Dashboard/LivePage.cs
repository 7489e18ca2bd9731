using AlwaysOnPolicy.Experiments.Loop;
using AlwaysOnPolicy.Reports;
using AlwaysOnPolicy.Reports.Pages;
using AlwaysOnPolicy.Reports.Text;

namespace AlwaysOnPolicy.Web.Dashboard;

/// <summary>The report's page with where the run stands above it. It can be read without its script, which only keeps it up to date.</summary>
internal sealed class LivePage(RunFeed feed, RunLook look) : IDisposable
{
    private static readonly PageScript s_script = PageScript.Load(typeof(LivePage), "live.js", connects: true);

    private readonly SemaphoreSlim _one = new(1, 1);   // the report is put together once for all clients
    private (string Version, ReportView View, string Page)? _made;

    public async Task<string> HtmlAsync(CancellationToken cancel) => (await MadeAsync(cancel)).Page;

    public async Task<(byte[] Bytes, string MediaType)?> DrawingAsync(string name, CancellationToken cancel) => (await MadeAsync(cancel)).View.Drawing(name);

    public Task<string?> PromptPageAsync(string name, CancellationToken cancel) => look.PromptPageAsync(name, cancel);

    public void Dispose() => _one.Dispose();

    private async Task<(ReportView View, string Page)> MadeAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var now = feed.Now;
            if (_made is not { } made || made.Version != now.Report)
            {
                var view = new ReportView(await look.ReadAsync(cancel), new("live", "Where the run stands", Section(now)), s_script);
                _made = made = (now.Report, view, view.Page());
            }
            return (made.View, made.Page);
        }
        finally
        {
            _one.Release();
        }
    }

    private static MarkupBuilder Section(RunMoment now)
    {
        var body = new MarkupBuilder().Add($"<p id=\"state\" aria-live=\"polite\">{RunWords.Of(now.Status)}</p><ul id=\"running\">");
        foreach (var stage in now.Status.Running)
        {
            body.Add($"<li>{RunWords.Of(stage)} ");
            if (stage.Total > 0) body.Add($"<progress max=\"{stage.Total}\" value=\"{stage.Done}\" aria-label=\"{RunWords.Of(stage)}\"></progress>");
            body.Add($"</li>");
        }
        body.Add($"</ul><p id=\"link\" role=\"status\"></p><details><summary>What has happened, <span id=\"lines\">{now.Log.Count} lines</span></summary>" +
            $"<ol id=\"log\" class=\"log\" data-last=\"{now.Log.Count}\" data-version=\"{now.Report}\">");
        foreach (var line in now.Log.Reverse()) body.Add($"<li>{RunWords.Of(line)}</li>");
        return body.Add($"</ol></details>");
    }
}
