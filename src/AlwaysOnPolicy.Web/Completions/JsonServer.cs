using AlwaysOnPolicy.Web.Completions.Replies;
using AlwaysOnPolicy.Web.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>What every server of JSON has: its bounds, who is let in, how errors are told.</summary>
internal static class JsonServer
{
    private const int LargestBody = 4 << 20;

    public static Uri AddressOf(WebApplication application) =>
        new(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <param name="map">Says what it can be asked; all else is 404.</param>
    /// <exception cref="SettingsException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<WebApplication> StartAsync(JsonServerOptions options, Action<IEndpointRouteBuilder> map, CancellationToken cancel)
    {
        var application = Build(options, map);
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
        return application;
    }

    public static async Task StopAsync(WebApplication application)
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static WebApplication Build(JsonServerOptions options, Action<IEndpointRouteBuilder> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.Limits.MaxConcurrentConnections = options.MostConnections;
            kestrel.Listen(options.Listen, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace);
        var application = builder.Build();
        application.Use(ErrorReplies.CatchAsync);
        application.Use(new OriginGuard(options.Listen, publicUrl: null, (_, status, why) => throw new ApiException(status, why)).CheckAsync);
        application.Use(new BearerCheck(options.Token).CheckAsync);
        map(application);
        application.MapFallback("{**path}", context =>
            throw new ApiException(StatusCodes.Status404NotFound, $"Invalid URL ({context.Request.Method} {context.Request.Path})"));
        return application;
    }
}
