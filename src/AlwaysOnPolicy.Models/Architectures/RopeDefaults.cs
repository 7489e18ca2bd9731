namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>How a family spells its rotary positions, and what it takes for what its config.json leaves out.</summary>
internal sealed record RopeDefaults
{
    public string ThetaKey { get; init; } = "rope_theta";
    public double Theta { get; init; } = 10000;

    /// <summary>The share of a head's places that turn; null where the family knows no other than 1.</summary>
    public double? Share { get; init; }
    public string ShareKey { get; init; } = "partial_rotary_factor";

    /// <summary>The entry of rope_parameters for these layers, in a family whose kinds of layer turn differently.</summary>
    public string? LayerType { get; init; }

    /// <summary>Whether rope_scaling, as older files have it, holds for these layers.</summary>
    public bool IsScaled { get; init; } = true;

    /// <summary>original_max_position_embeddings of a config.json without it, in a family that has it outside of the scaling: its own default then counts
    /// before what the scaling says.</summary>
    public int? OriginalPositions { get; init; }

    /// <summary>Older names of the types of scaling.</summary>
    public IReadOnlyDictionary<string, string> OldKinds { get; init; } = new Dictionary<string, string>();
}
