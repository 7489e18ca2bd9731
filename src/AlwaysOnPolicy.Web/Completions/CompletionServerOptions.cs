using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Models.Architectures;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Where a model is served, and to whom.</summary>
public sealed record CompletionServerOptions : JsonServerOptions
{
    /// <summary>What requests call the model, and answers name.</summary>
    public required string ModelName { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Longest answer where a request does not say, in tokens; the model's positions may allow less.</summary>
    [Range(1, 1_000_000)] public int MaxTokens { get; init => field = OptionRange.Check(this, value); } = 512;

    /// <summary>Numbers in which the policy was loaded to be multiplied, as /v1/models tells them.</summary>
    public ComputeType Dtype { get; init; }

    /// <summary>Where policies may be loaded from while the server runs (POST /v1/policy); null keeps the one that it was started with.</summary>
    public LoadablePolicies? Policies { get; init; }
}
