namespace AlwaysOnPolicy.Models.Checkpoints;

/// <summary>What generation_config.json (or else config.json) says of special tokens.</summary>
public sealed record GenerationDefaults
{
    /// <summary>Any of them ends an answer.</summary>
    public IReadOnlyList<int> EosIds { get; init; } = [];
    public int? PadId { get; init; }

    /// <summary>Tokens that are never sampled.</summary>
    public IReadOnlyList<int> SuppressTokens { get; init; } = [];
}
