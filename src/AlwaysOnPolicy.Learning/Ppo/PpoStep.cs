namespace AlwaysOnPolicy.Learning.Ppo;

/// <summary>What one PPO step did.</summary>
public sealed record PpoStep
{
    /// <summary>Scalars under TRL's keys: objective/kl, ppo/loss/policy, … Means over mini-batches are not weighted by tokens.</summary>
    public required IReadOnlyDictionary<string, double> Stats { get; init; }

    /// <summary>Seconds under TRL's keys: time/ppo/forward_pass, …</summary>
    public required IReadOnlyDictionary<string, double> Times { get; init; }

    /// <summary>Lists under TRL's keys. One number a rollout: objective/kl_dist, env/reward_dist, tokens/queries_dist, tokens/responses_dist.
    /// One a response token: objective/logprobs, objective/ref_logprobs, and, mini-batch after mini-batch, ppo/policy/ratio and
    /// ppo/policy/advantages.</summary>
    public required IReadOnlyDictionary<string, double[]> Distributions { get; init; }

    /// <summary>One a mini-batch, in the order in which they ran.</summary>
    public required IReadOnlyList<PpoUpdate> Updates { get; init; }

    /// <summary>Scores after scaling, centring and cutting.</summary>
    public required IReadOnlyList<double> ScoresUsed { get; init; }

    /// <summary>Mean over each rollout's tokens of the advantages that the updates used.</summary>
    public required IReadOnlyList<double> RolloutAdvantages { get; init; }

    /// <summary>β, the weight of the KL penalty, that the step's rewards were made with.</summary>
    public required double KlCoefBefore { get; init; }

    /// <summary>β that the step leaves to the next.</summary>
    public required double KlCoefAfter { get; init; }

    /// <summary>Epochs that ran: fewer than asked when early stopping ended them.</summary>
    public required int EpochsRun { get; init; }

    /// <summary>Mini-batches that taught nothing: ratio above the threshold, or a loss, ratio or gradient that is not finite.</summary>
    public int SkippedUpdates => Updates.Count(u => u.Skipped);
}
