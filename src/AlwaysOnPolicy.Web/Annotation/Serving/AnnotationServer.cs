using AlwaysOnPolicy.Web.Annotation.Access;
using AlwaysOnPolicy.Web.Annotation.Records;
using AlwaysOnPolicy.Web.Annotation.Storage;
using AlwaysOnPolicy.Web.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AlwaysOnPolicy.Web.Annotation.Serving;

/// <summary>Serves the raters' page and the administrator's until it is disposed of. It may be killed at any moment: what was acknowledged is on
/// disk.</summary>
public sealed class AnnotationServer : IAsyncDisposable
{
    private const int LargestBody = 16 << 10, MostConnections = 2000;
    private readonly WebApplication _application;
    private readonly EventQueue _queue;

    private AnnotationServer(WebApplication application, EventQueue queue, Uri address, IReadOnlyList<RaterLink> links) =>
        (_application, _queue, Address, NewLinks) = (application, queue, address, links);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Of those who had no token, or of all where new ones were asked for: nobody can say them a second time.</summary>
    public IReadOnlyList<RaterLink> NewLinks { get; }

    /// <summary>Begins to serve an evaluation.</summary>
    /// <exception cref="SettingsException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<AnnotationServer> StartAsync(AnnotationStore store, ServerOptions options)
    {
        var given = store.Raters().Where(r => options.NewLinks || r.TokenHash is null).ToDictionary(r => r.Number, _ => AccessToken.New());
        Rater[] people = [.. store.Raters().Select(r => given.TryGetValue(r.Number, out var token) ? r with { TokenHash = AccessToken.Hash(token) } : r)];
        var queue = new EventQueue(store.OpenWriter());
        var application = Build(store, people, queue, options);
        try
        {
            await application.StartAsync();
        }
        catch (IOException e)
        {
            await queue.DisposeAsync();
            await application.DisposeAsync();
            throw new SettingsException($"Nothing can listen on {options.Listen}, port {options.Port}: {e.Message} Choose another port with --port, " +
                "or another address with --listen.", e);
        }
        // Kept only now that they will be told: a start that fails leaves the links that hold.
        foreach (var rater in people.Where(r => given.ContainsKey(r.Number))) store.SetTokenHash(rater.Number, rater.TokenHash!);
        var bound = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var place = options.PublicUrl ?? bound;
        return new(application, queue, bound, [.. people.Where(r => given.ContainsKey(r.Number)).Select(r => new RaterLink(r.Name,
            new Uri(place, $"{(r.Number == 0 ? "admin" : "r")}/#{given[r.Number]}").AbsoluteUri))]);
    }

    /// <summary>Stops serving, after what is under way is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _queue.DisposeAsync();
    }

    /// <summary>Nothing is logged: a log would hold who rated when, and prints where only the tool prints.</summary>
    private static WebApplication Build(AnnotationStore store, IReadOnlyList<Rater> people, EventQueue queue, ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Listen(options.Listen, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddRateLimiter(RequestLimits.Configure);

        var application = builder.Build();
        var guard = new OriginGuard(options.Listen, options.PublicUrl, (context, status, why) =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, "text/plain; charset=utf-8");
            return context.Response.WriteAsync(why);
        });
        var door = new Doorkeeper(people);
        application.Use(SecurityHeaders.AddAsync);
        application.Use(guard.CheckAsync);
        application.Use((context, next) =>
        {
            RequestLimits.Remember(context, door.Find(context.Request.Headers.Authorization));
            return next(context);
        });
        application.UseRateLimiter();
        foreach (var (path, resource) in new[]
        {
            ("/r", "rater.html"), ("/admin", "admin.html"), ("/assets/rater.js", "rater.js"), ("/assets/admin.js", "admin.js"),
            ("/assets/annotation.css", "annotation.css"), ("/assets/icon.svg", "icon.svg"),
        })
            StaticPage.Map(application, path, resource);
        new RaterEndpoints(store, queue).Map(application);
        new AdministratorEndpoints(store).Map(application);
        return application;
    }
}
