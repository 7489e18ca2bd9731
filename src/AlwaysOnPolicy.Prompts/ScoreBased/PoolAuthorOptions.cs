using AlwaysOnPolicy.Prompts.Weighting;

namespace AlwaysOnPolicy.Prompts.ScoreBased;

public sealed record PoolAuthorOptions
{
    /// <summary>τ of <see cref="DomainWeights.FromMeans"/>; above 0.</summary>
    public double Tau { get; init; } = 0.7;

    /// <summary>Part (0-1) of the prompts that is dealt out to all domains equally.</summary>
    public double UniformMix { get; init; } = 0.1;

    /// <summary>Within a domain a question is drawn in proportion to exp(likeness/τ), its likeness to high-scoring questions standardised over the domain's
    /// unused questions.</summary>
    public double LikenessTau { get; init; } = 0.7;

    /// <summary>Part (0-1) of the shown quadruples, by reward, that counts as high-scoring.</summary>
    public double HighScoringShare { get; init; } = 1.0 / 3;

    /// <summary>When every question has been used: go through the pool again, rather than write fewer prompts.</summary>
    public bool StartOver { get; init; }
}
