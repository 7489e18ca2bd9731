using System.ComponentModel.DataAnnotations;
using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

/// <summary>How <see cref="PoolAuthor"/> draws.</summary>
public sealed record PoolAuthorOptions : DomainWeightOptions
{
    /// <summary>The defaults.</summary>
    public PoolAuthorOptions() { }

    /// <summary>The defaults, and how domains are weighed.</summary>
    public PoolAuthorOptions(DomainWeightOptions weights)
        : base(weights)
    {
    }

    /// <summary>Within a domain a question is drawn in proportion to exp(likeness/τ), its likeness to high-scoring questions standardised over the domain's
    /// unused questions.</summary>
    [Range(0.01, 100.0)] public double LikenessTau { get; init => field = OptionRange.Check(this, value); } = 0.7;

    /// <summary>Part (0-1) of the shown quadruples, by reward, that counts as high-scoring.</summary>
    [Range(0.0, 1.0)] public double HighScoringShare { get; init => field = OptionRange.Check(this, value); } = 1.0 / 3;

    /// <summary>When every question has been used: go through the pool again, rather than write fewer prompts.</summary>
    public bool StartOver { get; init; }
}
