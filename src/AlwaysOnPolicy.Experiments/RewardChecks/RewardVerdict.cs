namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>Whether PPO can learn from a reward.</summary>
public enum RewardVerdict
{
    /// <summary>As it is.</summary>
    Fit,

    /// <summary>With other settings than those it was looked at with.</summary>
    FitWithSettings,

    /// <summary>It can be learnt from, and what would be learnt is not what is wanted, or hardly anything: no setting mends that.</summary>
    NotFit,

    /// <summary>It gives no numbers, or the policy one answer to each prompt, and nothing can be learnt.</summary>
    Unusable,
}
