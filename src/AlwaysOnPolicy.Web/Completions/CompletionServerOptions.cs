using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Web.Completions;

/// <summary>Where a model is served, and to whom.</summary>
public sealed record CompletionServerOptions : JsonServerOptions
{
    /// <summary>What requests call the model, and answers name.</summary>
    public required string ModelName { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Longest answer where a request does not say, in tokens; the model's positions may allow less.</summary>
    [Range(1, 1_000_000)] public int MaxTokens { get; init => field = OptionRange.Check(this, value); } = 512;
}
