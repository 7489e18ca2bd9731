using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Experiments.Data;

namespace AlwaysOnPolicy.Experiments.Sources;

/// <summary>Held-out questions by domain.</summary>
public sealed record ProbeFileSettings
{
    /// <summary>Where the questions lie.</summary>
    public required DataSource Data { get; init => field = OptionNotNull.Check(value); }

    /// <summary>Domains with fewer posts are not probed; their posts join the pool.</summary>
    /// <value>posts</value>
    [Range(1, int.MaxValue)] public int MinPostsPerDomain { get; init => field = OptionRange.Check(this, value); } = 15;

    /// <summary>Posts used of a domain; null uses all.</summary>
    /// <value>posts</value>
    [Range(1, int.MaxValue)] public int? MaxPostsPerDomain { get; init => field = OptionRange.Check(this, value); }

    /// <summary>How many domains are looked for, by likeness, among questions without a label. The paper's K-means: 11.</summary>
    /// <value>clusters</value>
    [Range(2, 1000)] public int Clusters { get; init => field = OptionRange.Check(this, value); } = 11;
}
