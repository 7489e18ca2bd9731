using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace AlwaysOnPolicy.Web.Tests.Annotation;

/// <summary>A rater at the page: reads, chooses, and keeps what came over the network.</summary>
internal sealed class RaterPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private RaterPage(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Addresses and headers that were sent, and bodies that came.</summary>
    public ConcurrentQueue<string> Network { get; } = [];

    /// <summary>What the browser complained of, such as something that the policy forbids.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    public static async Task<RaterPage> OpenAsync(IBrowser browser, string link, BrowserNewContextOptions? options = null)
    {
        var context = await browser.NewContextAsync(options ?? new());
        var page = await context.NewPageAsync();
        var own = new RaterPage(context, page);
        page.Request += (_, request) => own.Network.Enqueue($"{request.Method} {request.Url} " + string.Join("; ", request.Headers
            .Where(h => h.Key != "authorization" && h.Value.Length > 0).Select(h => $"{h.Key}: {h.Value}")));
        page.Response += async (_, response) =>
        {
            try
            {
                own.Network.Enqueue(await response.TextAsync());
            }
            catch (PlaywrightException)
            {
                // a response whose body was cut off with its server
            }
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("ERR_", StringComparison.Ordinal)) own.Complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => own.Complaints.Enqueue(error);
        await page.GotoAsync(link);
        return own;
    }

    /// <summary>What is shown now, once it is loaded: the prompt and both responses.</summary>
    public async Task<(string Question, string First, string Second)> ReadAsync()
    {
        await Page.WaitForFunctionAsync("() => !document.getElementById('task').hidden");
        var shown = await Page.EvaluateAsync<string[]>("() => ['question', 'first', 'second'].map(id => document.getElementById(id).textContent)");
        return (shown[0], shown[1], shown[2]);
    }

    public Task KeyAsync(string key) => Page.Keyboard.PressAsync(key);

    public Task ClickAsync(string id) => Page.ClickAsync($"#{id}");

    public Task SavedAsync() => Page.WaitForFunctionAsync("() => document.getElementById('saved').textContent === 'All saved'", null,
        new() { Timeout = 60000 });

    public Task OfflineAsync(bool offline) => _context.SetOfflineAsync(offline);

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
