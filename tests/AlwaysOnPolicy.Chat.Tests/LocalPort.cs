using System.Net;
using System.Net.Sockets;

namespace AlwaysOnPolicy.Chat.Tests;

internal static class LocalPort
{
    /// <summary>A host and port of this machine that nobody listens at.</summary>
    public static string Free()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return $"localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
    }
}
