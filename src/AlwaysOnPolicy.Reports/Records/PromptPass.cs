namespace AlwaysOnPolicy.Reports.Records;

/// <summary>One rollout of a prompt.</summary>
/// <param name="Pass">Over the iteration's prompts, from 1.</param>
/// <param name="Step">Of PPO, from 1; null in runs that did not record it, as are the advantage and what follows.</param>
/// <param name="Reward">The reward model's score.</param>
/// <param name="Advantage">Mean over the answer's tokens.</param>
public sealed record PromptPass(int Pass, int? Step, double Reward, double? Advantage)
{
    /// <summary>The score after penalties, scaling, centring and cutting; this and what follows is known where the run keeps its rollouts.</summary>
    public double? RewardUsed { get; init; }

    /// <summary>From the reference, in nats.</summary>
    public double? Kl { get; init; }

    /// <summary>Of the answer.</summary>
    public int? Tokens { get; init; }

    /// <summary>Its text.</summary>
    public string? Answer { get; init; }
}
