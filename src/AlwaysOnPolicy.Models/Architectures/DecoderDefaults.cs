namespace AlwaysOnPolicy.Models.Architectures;

/// <summary>How a family spells the options that all have, and what it takes for those that its config.json leaves out.</summary>
internal sealed record DecoderDefaults
{
    public string NormKey { get; init; } = "rms_norm_eps";
    public double NormEpsilon { get; init; } = 1e-6;
    public string ActivationKey { get; init; } = "hidden_act";
    public string Activation { get; init; } = "silu";
    public bool TieEmbeddings { get; init; }

    /// <summary>Null divides hidden_size by the heads.</summary>
    public int? HeadSize { get; init; }

    /// <summary>Null takes as many as there are heads.</summary>
    public int? KeyValueHeads { get; init; }
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Null where the family reads its rotary positions by itself.</summary>
    public RopeDefaults? Rope { get; init; } = new();
}
