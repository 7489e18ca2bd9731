using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Prompts.Weighting;

/// <summary>How the shortfall becomes a weight.</summary>
public sealed record ShortfallOptions
{
    /// <summary>The rule 'shortfall'.</summary>
    public static ShortfallOptions Full { get; } = new();

    /// <summary>The rule 'shortfall-half': in proportion to the gap, and half of the draw uniform. It is meant to be used with a
    /// <see cref="SpreadGate"/>.</summary>
    public static ShortfallOptions Half { get; } = new() { Power = 1, UniformShare = 0.5 };

    /// <summary>Exponent of the gap.</summary>
    [Range(0.0, 8.0)] public double Power { get; init => field = OptionRange.Check(this, value); } = 2;

    /// <summary>Part (0-1) of the draw that is uniform over all candidates.</summary>
    [Range(0.0, 1.0)] public double UniformShare { get; init => field = OptionRange.Check(this, value); } = 0.1;

    /// <summary>Whether a domain's weight is multiplied with the spread of rewards within its questions: without spread PPO has nothing to learn
    /// from.</summary>
    public bool TimesSpread { get; init; } = true;

    /// <summary>The least gap, in units of reward: what is better than its target is not forgotten.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)] public double LeastGap { get; init => field = OptionRange.Check(this, value); } = 0.05;

    /// <summary>The least spread, in units of reward.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)] public double LeastSpread { get; init => field = OptionRange.Check(this, value); } = 0.05;
}
