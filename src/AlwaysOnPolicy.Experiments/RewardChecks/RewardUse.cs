using AlwaysOnPolicy.Evaluation.Statistics;
using AlwaysOnPolicy.Learning.Ppo;

namespace AlwaysOnPolicy.Experiments.RewardChecks;

/// <summary>What a reward is for: the settings that the verdict is about.</summary>
/// <param name="Ppo">What PPO does to scores.</param>
public sealed record RewardUse(PpoOptions Ppo)
{
    /// <summary>A setting that standardises the scores on such answers, and is off; null where there is none.</summary>
    public string? StandardiseSetting { get; init; }

    /// <summary>Whether the reward is meant to be the answer's length.</summary>
    public bool LengthIsMeant { get; init; }

    /// <summary>Held-out pairs in which the preferred answer got the higher score; null where there are none.</summary>
    public Proportion? Agreement { get; init; }
}
