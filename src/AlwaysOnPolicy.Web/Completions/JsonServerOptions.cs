using System.ComponentModel.DataAnnotations;
using System.Net;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Where a server of JSON listens, and whom it lets in.</summary>
public abstract record JsonServerOptions
{
    /// <summary>Nobody else's machine reaches it unless this says so.</summary>
    public IPAddress Listen { get; init => field = OptionNotNull.Check(value); } = IPAddress.Loopback;

    /// <summary>0 takes a free one.</summary>
    [Range(0, 65_535)] public int Port { get; init => field = OptionRange.Check(this, value); } = 8000;

    /// <summary>What a request must bring as its bearer token, or as the password of HTTP's basic access; null asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>How long requests under way may go on when the server is stopped.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether other machines reach it.</summary>
    public bool IsExposed => !IPAddress.IsLoopback(Listen);

    /// <summary>Connections at once; one more is closed without a word.</summary>
    internal virtual int MostConnections => 1000;
}
