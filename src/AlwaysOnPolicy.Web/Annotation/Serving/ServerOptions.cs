using System.ComponentModel.DataAnnotations;
using System.Net;

namespace AlwaysOnPolicy.Web.Annotation.Serving;

/// <summary>Where the pages are.</summary>
public sealed record ServerOptions
{
    /// <summary>Nobody else's machine reaches it unless this says so.</summary>
    public IPAddress Listen { get; init => field = OptionNotNull.Check(value); } = IPAddress.Loopback;

    /// <summary>0 takes a free one.</summary>
    [Range(0, 65535)] public int Port { get; init => field = OptionRange.Check(this, value); } = 8117;

    /// <summary>What a proxy in front of the server is called, such as https://rating.example.org; null without one.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>New tokens for all, so that the links given out before no longer hold.</summary>
    public bool NewLinks { get; init; }

    /// <summary>Whether tokens and answers would go over a network for all to read.</summary>
    public bool IsExposed => !IPAddress.IsLoopback(Listen) && PublicUrl?.Scheme != Uri.UriSchemeHttps;
}
