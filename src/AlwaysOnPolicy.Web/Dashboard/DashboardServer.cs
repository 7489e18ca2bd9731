using System.Globalization;
using System.Net;
using AlwaysOnPolicy.Engine;
using AlwaysOnPolicy.Experiments.Loop;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlwaysOnPolicy.Web.Dashboard;

/// <summary>Serves the report of a run while it goes on, to this machine alone.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500), s_atLeastEvery = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private readonly LivePage _page;
    private readonly CancellationTokenSource _stopping;
    private readonly Task _watching;

    private DashboardServer(WebApplication app, LivePage page, CancellationTokenSource stopping, Task watching) =>
        (_app, _page, _stopping, _watching) = (app, page, stopping, watching);

    /// <summary>Where the page is: http://127.0.0.1:port/.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Begins to serve a run.</summary>
    /// <param name="folder">The run's: going on, stopped, killed or finished.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <exception cref="SettingsException">The folder holds no run, or the port is taken.</exception>
    public static async Task<DashboardServer> StartAsync(string folder, int port, CancellationToken cancel = default)
    {
        var run = new RunFolder(folder);
        var feed = new RunFeed(run, s_between);
        var page = new LivePage(feed, new RunLook(run));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(2));
        // Another site's page that has its name point here is turned away.
        builder.Services.Configure<HostFilteringOptions>(o => o.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
        var app = builder.Build();
        var stopping = CancellationTokenSource.CreateLinkedTokenSource(app.Lifetime.ApplicationStopping);
        Map(app, feed, page, stopping.Token);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException e)
        {
            await app.DisposeAsync();
            throw new SettingsException($"Port {port} cannot be listened at: {e.Message} Choose another with --port, or 0 for any that is free.", e);
        }
        return new(app, page, stopping, feed.WatchAsync(stopping.Token));
    }

    /// <summary>Stops serving.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching.ContinueWith(_ => { }, TaskScheduler.Default);
        await _app.StopAsync();
        await _app.DisposeAsync();
        _page.Dispose();
        _stopping.Dispose();
    }

    private static void Map(WebApplication app, RunFeed feed, LivePage page, CancellationToken stopping)
    {
        app.UseHostFiltering();
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "frame-ancestors 'none'";   // the page's own says the rest
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
            return next(context);
        });
        app.MapGet("/", async (CancellationToken cancel) => TypedResults.Content(await page.HtmlAsync(cancel), "text/html; charset=utf-8"));
        app.MapGet("/plots/{name}", async Task<IResult> (string name, CancellationToken cancel) =>
            await page.DrawingAsync(name, cancel) is { } drawing ? TypedResults.Bytes(drawing.Bytes, drawing.MediaType) : TypedResults.NotFound());
        app.MapGet("/prompts/{name}", async Task<IResult> (string name, CancellationToken cancel) =>
            await page.PromptPageAsync(name, cancel) is { } html ? TypedResults.Content(html, "text/html; charset=utf-8") : TypedResults.NotFound());
        app.MapGet("/index.html", () => TypedResults.Redirect("/"));   // where the pages beside a written report lead back to
        app.MapGet("/events", (HttpContext context) => TypedResults.ServerSentEvents(
            EventStream.Of(feed, After(context.Request), s_atLeastEvery, stopping)));
    }

    /// <summary>The last line that the client has: a browser that comes back says it in a header, one that has just loaded the page in the address.</summary>
    private static int After(HttpRequest request)
    {
        var said = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["after"].ToString();
        return int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0;
    }
}
