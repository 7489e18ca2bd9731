namespace AlwaysOnPolicy.Reports.Records;

/// <summary>What PPO alone came to.</summary>
public sealed record PpoOutcome
{
    /// <summary>Steps that were taken.</summary>
    public required int Steps { get; init; }

    /// <summary>Of the sampled prompts; null where none were sampled.</summary>
    public RewardChange? Reward { get; init; }

    /// <summary>To the reference in the last step, nats an answer.</summary>
    public required double LastKl { get; init; }

    /// <summary>What the monitors said, in order.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
