using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How many clusters are looked for; fewer where there are not twice as many questions.</summary>
public sealed record EmbeddedGroupsOptions
{
    /// <summary>Clusters within each domain.</summary>
    [Range(1, 10_000)] public int TopicsPerDomain { get; init => field = OptionRange.Check(this, value); } = 4;

    /// <summary>Clusters across the domains.</summary>
    [Range(1, 10_000)] public int Problems { get; init => field = OptionRange.Check(this, value); } = 16;

    /// <summary>Principal components kept for clustering.</summary>
    [Range(1, 4096)] public int Components { get; init => field = OptionRange.Check(this, value); } = 20;
}
