using AlwaysOnPolicy.Models.Serving;
using Microsoft.AspNetCore.Builder;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Serves a policy by OpenAI's interface until it is disposed of.</summary>
public sealed class CompletionServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private CompletionServer(WebApplication application) => _application = application;

    /// <summary>Where clients find it; their base address is this and v1.</summary>
    public Uri Address => JsonServer.AddressOf(_application);

    /// <summary>Begins to serve.</summary>
    /// <param name="policy">It stays the caller's.</param>
    /// <exception cref="SettingsException">The port is taken, or the address is not this machine's.</exception>
    public static async Task<CompletionServer> StartAsync(ServedPolicy policy, CompletionServerOptions options, CancellationToken cancel = default) =>
        new(await JsonServer.StartAsync(options, new CompletionEndpoints(policy, options).Map, cancel));

    /// <summary>Takes no new requests, lets those under way end within the grace, and gives up the rest.</summary>
    public async ValueTask DisposeAsync() => await JsonServer.StopAsync(_application);
}
