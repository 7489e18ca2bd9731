using System.ComponentModel.DataAnnotations;

namespace AlwaysOnPolicy.Experiments.PpoAlone;

/// <summary>Minus the distance of the answer's length from a wished one.</summary>
public sealed record LengthReward
{
    [Range(1, 1_000_000)] public required int Target { get; init; }

    public LengthUnit Unit { get; init; } = LengthUnit.Words;
}
