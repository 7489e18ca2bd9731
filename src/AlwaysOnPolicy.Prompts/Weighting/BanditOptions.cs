using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How <see cref="BanditRule"/> plays.</summary>
public sealed record BanditOptions
{
    /// <summary>After so many iterations an observation counts half.</summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)] public double HalfLife { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>λ: what a unit of progress is worth beside a unit of spread.</summary>
    [Range(0.0, 100.0)] public double ProgressWeight { get; init => field = OptionRange.Check(this, value); } = 1;

    /// <summary>Part (0-1) of the domains that one draw from the posteriors plays, at least one domain. A whole iteration's prompts are chosen before any
    /// of them is learnt from: playing the best domain alone would give it nearly all of them.</summary>
    [Range(0.0, 1.0)] public double PlayedShare { get; init => field = OptionRange.Check(this, value); } = 1.0 / 3;

    /// <summary>Part (0-1) of the prompts that is uniform over all candidates.</summary>
    [Range(0.0, 1.0)] public double UniformShare { get; init => field = OptionRange.Check(this, value); } = 0.1;

    /// <summary>Draws from the posteriors by which the domains' shares are found.</summary>
    [Range(1, 1_000_000)] public int Draws { get; init => field = OptionRange.Check(this, value); } = 2000;
}
