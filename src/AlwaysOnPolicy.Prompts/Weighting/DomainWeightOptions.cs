using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How offline authors weigh domains under the rule paper.</summary>
public record DomainWeightOptions
{
    /// <summary>τ of the offline authors under the rule paper: a domain's weight is exp(−z/τ), z its standardised mean reward. Small looks at the weakest
    /// only.</summary>
    [Range(0.01, 100.0)] public double Tau { get; init => field = OptionRange.Check(this, value); } = 0.7;

    /// <summary>Share of the offline authors' weight under the rule paper that is spread evenly over the domains.</summary>
    [Range(0.0, 1.0)] public double UniformMix { get; init => field = OptionRange.Check(this, value); } = 0.1;
}
