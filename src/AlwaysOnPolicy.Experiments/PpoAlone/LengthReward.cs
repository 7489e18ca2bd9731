using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Minus the distance of the answer's length from a wished one.</summary>
public sealed record LengthReward
{
    /// <summary>The wished length; an answer of it has reward 0, any other a negative one.</summary>
    /// <value>words or tokens, as unit says</value>
    [Range(1, 1_000_000)] public required int Target { get; init => field = OptionRange.Check(this, value); }

    /// <summary>What the length is counted in.</summary>
    public LengthUnit Unit { get; init; } = LengthUnit.Words;
}
