namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How many clusters are looked for; fewer where there are not twice as many questions.</summary>
public sealed record EmbeddedGroupsOptions
{
    /// <summary>Clusters within each domain.</summary>
    public int TopicsPerDomain { get; init; } = 4;

    /// <summary>Clusters across the domains.</summary>
    public int Problems { get; init; } = 16;

    /// <summary>Principal components kept for clustering.</summary>
    public int Components { get; init; } = 20;
}
