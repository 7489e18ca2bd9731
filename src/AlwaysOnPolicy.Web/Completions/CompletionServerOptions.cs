using System.ComponentModel.DataAnnotations;
using System.Net;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Where a model is served, and to whom.</summary>
public sealed record CompletionServerOptions
{
    /// <summary>What requests call the model, and answers name.</summary>
    public required string ModelName { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Nobody else's machine reaches it unless this says so.</summary>
    public IPAddress Listen { get; init => field = OptionNotNull.Check(value); } = IPAddress.Loopback;

    /// <summary>0 takes a free one.</summary>
    [Range(0, 65_535)] public int Port { get; init => field = OptionRange.Check(this, value); } = 8000;

    /// <summary>What a request must bring as its bearer token; null asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>Longest answer where a request does not say, in tokens; the model's positions may allow less.</summary>
    [Range(1, 1_000_000)] public int MaxTokens { get; init => field = OptionRange.Check(this, value); } = 512;

    /// <summary>How long requests under way may go on when the server is stopped.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether other machines reach it.</summary>
    public bool IsExposed => !IPAddress.IsLoopback(Listen);
}
