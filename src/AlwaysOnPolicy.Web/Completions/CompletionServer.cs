using AlwaysOnPolicy.Models.Serving;
using AlwaysOnPolicy.Web.Completions.Replies;
using AlwaysOnPolicy.Web.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Serves a policy by OpenAI's interface until it is disposed of.</summary>
public sealed class CompletionServer : IAsyncDisposable
{
    private const int LargestBody = 4 << 20, MostConnections = 1000;
    private readonly WebApplication _application;

    private CompletionServer(WebApplication application) => _application = application;

    /// <summary>Where clients find it; their base address is this and v1.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Begins to serve.</summary>
    /// <param name="policy">It stays the caller's.</param>
    /// <exception cref="SettingsException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<CompletionServer> StartAsync(ServedPolicy policy, CompletionServerOptions options, CancellationToken cancel = default)
    {
        var application = Build(policy, options);
        try
        {
            await application.StartAsync(cancel);
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw new SettingsException($"Nothing can listen on {options.Listen}, port {options.Port}: {e.Message} Choose another port with --port, " +
                "or another address with --listen.", e);
        }
        return new(application);
    }

    /// <summary>Takes no new requests, lets those under way end within the grace, and gives up the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static WebApplication Build(ServedPolicy policy, CompletionServerOptions options)
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
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
        var application = builder.Build();
        application.Use(ErrorReplies.CatchAsync);
        application.Use(new OriginGuard(options.Listen, publicUrl: null, (_, status, why) => throw new ApiException(status, why)).CheckAsync);
        application.Use(new BearerCheck(options.Token).CheckAsync);
        new CompletionEndpoints(policy, options).Map(application);
        return application;
    }
}
