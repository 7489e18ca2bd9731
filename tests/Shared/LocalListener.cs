using System.Net;
using System.Net.Sockets;

namespace AlwaysOnPolicy.Tests;

/// <summary>Ports of this machine for services that tests start.</summary>
internal static class LocalListener
{
    private const int Attempts = 20;

    /// <summary>Starts a listener at a port of its own. A port that was free may be taken before it is listened at, by whatever else runs: then another is
    /// tried.</summary>
    /// <param name="names">Names of this machine that it answers to.</param>
    public static (HttpListener Listener, int Port) Start(params ReadOnlySpan<string> names)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            var listener = new HttpListener();
            foreach (var name in names) listener.Prefixes.Add($"http://{name}:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }

    /// <summary>A port that nobody listens at now; whoever is to have it may find it taken.</summary>
    public static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }
}

/// <summary>A port that refuses every connection for as long as this lives: it is taken and not listened at, so that nobody else can.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>Address and port.</summary>
    public string Host => _socket.LocalEndPoint!.ToString()!;

    public void Dispose() => _socket.Dispose();
}
